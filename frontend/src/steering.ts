// Wishes: sent to the server, taken up by the running search at its next step, and then an event like any other.

import { useState } from "react";
import { steer } from "./api";

const AUTHOR = "adrs-author";

export function author(): string {
  return localStorage.getItem(AUTHOR) ?? "";
}

export function setAuthor(name: string): void {
  localStorage.setItem(AUTHOR, name);
}

export function useSteering(run: string): { send: (kind: string, detail: object) => Promise<boolean>; said: string; failed: boolean } {
  const [said, setSaid] = useState("");
  const [failed, setFailed] = useState(false);
  const send = async (kind: string, detail: object): Promise<boolean> => {
    try {
      await steer(run, kind, author(), detail);
      setSaid(`${kind.replace("_", " ")}: sent; the search takes it up at its next step`);
      setFailed(false);
      return true;
    } catch (error) {
      setSaid((error as Error).message);
      setFailed(true);
      return false;
    }
  };
  return { send, said, failed };
}
