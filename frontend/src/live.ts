// One stream a tab. The browser reconnects by itself and says which event it saw last.

import { useEffect, useState } from "react";
import { enc } from "./api";
import type { Card, Flight, News, Row } from "./types";

export interface Progress {
  number: number;
  complete: boolean;
  card: Card;
  told: number;
  rows: Row[];
  news: News[];
  flight: Flight[];
}

export type Link = "connecting" | "live" | "lost";

function useStream<T>(path: string, event: string, take: (data: T) => void): Link {
  const [link, setLink] = useState<Link>("connecting");
  useEffect(() => {
    const source = new EventSource(path);
    source.onopen = () => setLink("live");
    source.onerror = () => setLink("lost");
    source.addEventListener(event, (message) => take(JSON.parse((message as MessageEvent).data) as T));
    return () => source.close();
    // `take` only sets state, so the first one is as good as any later one.
  }, [path, event]);
  return link;
}

/** The newest message of a run's stream. */
export function useRun(run: string): { progress: Progress | null; link: Link } {
  const [progress, setProgress] = useState<Progress | null>(null);
  const link = useStream<Progress>(`api/stream?run=${enc(run)}`, "progress", setProgress);
  return { progress: progress?.card.run === run ? progress : null, link };
}

/** All runs' cards, kept up. */
export function useRuns(): { runs: Card[] | null; link: Link } {
  const [runs, setRuns] = useState<Card[] | null>(null);
  const link = useStream<{ runs: Card[] }>("api/stream", "runs", (data) => setRuns(data.runs));
  return { runs, link };
}
