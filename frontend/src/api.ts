// Talking to the server: what is read is kept on the page while newer data are on their way.

import { useEffect, useRef, useState } from "react";

const key = document.querySelector<HTMLMetaElement>('meta[name="adrs-key"]')?.content ?? "";
export const nonce = document.querySelector<HTMLMetaElement>('meta[name="adrs-nonce"]')?.content ?? "";

export const enc = encodeURIComponent;

async function answer<T>(response: Response): Promise<T> {
  const body = (await response.json().catch(() => ({ error: response.statusText }))) as T & { error?: string };
  if (!response.ok) throw new Error(body.error ?? `the server answered ${response.status}`);
  return body;
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return answer<T>(await fetch(path, { signal }));
}

export async function steer(run: string, kind: string, author: string, detail: object): Promise<void> {
  const response = await fetch(`api/runs/${enc(run)}/steer`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Adrs-Token": key },
    body: JSON.stringify({ kind, author, detail }),
  });
  await answer(response);
}

export interface Data<T> {
  data: T | null;
  error: string | null;
}

/** What is at `path`, read again when `version` changes; `null` as a path reads nothing. */
export function useData<T>(path: string | null, version: number = 0): Data<T> {
  const [state, setState] = useState<Data<T> & { path: string | null }>({ data: null, error: null, path });
  useEffect(() => {
    if (path === null) return;
    const stop = new AbortController();
    get<T>(path, stop.signal)
      .then((data) => setState({ data, error: null, path }))
      .catch((error: Error) => {
        if (!stop.signal.aborted) setState((was) => ({ ...was, error: error.message, path }));
      });
    return () => stop.abort();
  }, [path, version]);
  const stale = state.path !== path && state.path?.split("?")[0] !== path?.split("?")[0];
  return stale ? { data: null, error: null } : state;
}

/** `value`, but changing at most every `ms` milliseconds. */
export function useThrottled<T>(value: T, ms: number): T {
  const [shown, setShown] = useState(value);
  const last = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, last.current + ms - Date.now());
    const timer = setTimeout(() => {
      last.current = Date.now();
      setShown(value);
    }, wait);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return shown;
}
