// Addresses after the hash: /, /run/R, /run/R/TAB, /run/R/candidate/C, /compare/R/C/R/C, /runs/R/R.

import { useSyncExternalStore } from "react";

function subscribe(call: () => void): () => void {
  window.addEventListener("hashchange", call);
  return () => window.removeEventListener("hashchange", call);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function useRoute(): string[] {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return hash.replace(/^#\/?/, "").split("/").filter(Boolean).map(decoded);
}

export function to(...parts: string[]): string {
  return "#/" + parts.map(encodeURIComponent).join("/");
}

export function go(...parts: string[]): void {
  window.location.hash = to(...parts);
}
