// Light or dark: as the system says, until somebody chooses.

import { useSyncExternalStore } from "react";

export type Choice = "system" | "light" | "dark";
const KEY = "adrs-theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");
const calls = new Set<() => void>();

export function chosen(): Choice {
  const kept = localStorage.getItem(KEY);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function apply(): void {
  const choice = chosen();
  const dark = choice === "dark" || (choice === "system" && system.matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  calls.forEach((call) => call());
}

export function choose(choice: Choice): void {
  if (choice === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, choice);
  apply();
}

system.addEventListener("change", apply);

/** The theme in force; charts draw themselves anew when it changes. */
export function useTheme(): string {
  return useSyncExternalStore(
    (call) => {
      calls.add(call);
      return () => calls.delete(call);
    },
    () => document.documentElement.dataset.theme ?? "light",
  );
}

/** A colour of the style sheet. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
