// Small parts that many pages use.

import type { ReactNode } from "react";
import { num } from "../format";
import { to } from "../route";
import type { Num, Row } from "../types";

export function Panel(props: { title: string; aside?: ReactNode; className?: string; children: ReactNode }) {
  return (
    <section className={`panel ${props.className ?? ""}`} aria-label={props.title}>
      <div className="panel-head">
        <h2>{props.title}</h2>
        {props.aside && <div className="aside">{props.aside}</div>}
      </div>
      {props.children}
    </section>
  );
}

export function Trouble({ error }: { error: string | null }) {
  return error === null ? null : (
    <p className="trouble" role="alert">
      {error}
    </p>
  );
}

export function CandidateLink({ run, id }: { run: string; id: string }) {
  return (
    <a className="mono" href={to("run", run, "candidate", id)}>
      {id}
    </a>
  );
}

const SIGNS: Record<string, [string, string]> = {
  REJECTED: ["○", "rejected"],
  IMPROVED: ["▲", "improved"],
  NEW: ["◆", "new"],
  GATED: ["◌", "gated"],
  INVALID: ["×", "invalid"],
  CRASHED: ["×", "crashed"],
  TIMED_OUT: ["×", "timed out"],
  OUT_OF_MEMORY: ["×", "out of memory"],
};

/** What became of a candidate, in a sign and a word, never in colour alone. */
export function Fate({ row, brief }: { row: Row; brief?: boolean }) {
  const name = row.outcome === "VALID" ? row.admission : row.outcome;
  const [sign, word] = SIGNS[name] ?? ["?", name];
  return (
    <span className={`fate ${name.toLowerCase()}`} title={word}>
      <span aria-hidden="true">{sign}</span> <span className={brief ? "hidden" : ""}>{word}</span>
    </span>
  );
}

/** A bar from 0 to the share of the whole, behind a figure. */
export function Share({ part, children }: { part: number; children: ReactNode }) {
  return (
    <span className="share">
      <span className="share-bar" style={{ width: `${Math.max(0, Math.min(1, part)) * 100}%` }} />
      <span className="share-text">{children}</span>
    </span>
  );
}

export function Score({ value }: { value: Num }) {
  return <span className="number">{num(value, 4)}</span>;
}

export function Pager(props: { offset: number; count: number; total: number; turn: (offset: number) => void }) {
  const { offset, count, total, turn } = props;
  if (total <= count && offset === 0) return null;
  return (
    <div className="pager">
      <button disabled={offset === 0} onClick={() => turn(Math.max(0, offset - count))}>
        ← earlier
      </button>
      <span>
        {total === 0 ? 0 : offset + 1}–{Math.min(offset + count, total)} of {total.toLocaleString("en")}
      </span>
      <button disabled={offset + count >= total} onClick={() => turn(offset + count)}>
        later →
      </button>
    </div>
  );
}

/** A table wider than a phone scrolls by itself, also by keyboard. */
export function Scroll({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={label}>
      {children}
    </div>
  );
}
