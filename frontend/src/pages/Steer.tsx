import { useState, type FormEvent } from "react";
import { enc, get } from "../api";
import { goesOn, moment } from "../format";
import { Panel } from "../parts/bits";
import { author, setAuthor, useSteering } from "../steering";
import type { Overview, Program, Wish } from "../types";

type Send = (kind: string, detail: object) => Promise<boolean>;

export function Steer({ run, data }: { run: string; data: Overview }) {
  const { send, said, failed } = useSteering(run);
  const [name, setName] = useState(author());
  const closed = !goesOn(data.status);
  return (
    <>
      {closed && <p className="finding">The search is over, so there is nothing to steer. `adrs resume {run}` with a larger budget goes on with it.</p>}
      <p className={failed ? "trouble" : "said"} role="status">
        {said}
      </p>
      <fieldset disabled={closed} className="steer">
        <legend className="hidden">Steering</legend>
        <div className="grid">
          <Panel title="Go on, wait, end">
            <label>
              your name, for the record{" "}
              <input
                value={name}
                placeholder="the server's user"
                maxLength={80}
                onChange={(event) => {
                  setName(event.target.value);
                  setAuthor(event.target.value);
                }}
              />
            </label>
            <p className="buttons">
              <button onClick={() => void send("pause", {})}>pause</button>
              <button onClick={() => void send("resume", {})}>go on</button>
              <Stop send={send} />
            </p>
            <Budget send={send} data={data} />
          </Panel>
          <Hints send={send} data={data} />
          <Parents send={send} data={data} />
          <Inject run={run} send={send} candidate={data.candidate} />
        </div>
      </fieldset>
      <Log wishes={data.wishes} />
    </>
  );
}

function Stop({ send }: { send: Send }) {
  const [asked, setAsked] = useState(false);
  if (!asked) return <button onClick={() => setAsked(true)}>end the search…</button>;
  return (
    <>
      <button className="danger" onClick={() => void send("stop", {}).then(() => setAsked(false))}>
        end it now
      </button>
      <button onClick={() => setAsked(false)}>no</button>
    </>
  );
}

const LIMITS: [string, string][] = [
  ["evaluations", "evaluations"],
  ["seconds", "seconds"],
  ["tokens", "tokens"],
  ["usd", "USD"],
];

function Budget({ send, data }: { send: Send; data: Overview }) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const detail = Object.fromEntries(LIMITS.map(([key]) => [key, Number(form.get(key))]).filter(([, value]) => Number(value) > 0));
    if (Object.keys(detail).length > 0) void send("budget", detail);
  };
  const now: Record<string, unknown> = { ...data.config, usd: data.config.cost_usd };
  return (
    <form onSubmit={submit}>
      <h3>Budget, in total</h3>
      <div className="fields">
        {LIMITS.map(([key, label]) => (
          <label key={key}>
            {label} <input name={key} type="number" min="0" step="any" placeholder={now[key] == null ? "no limit" : String(now[key])} />
          </label>
        ))}
      </div>
      <button>change the budget</button>
    </form>
  );
}

function Hints({ send, data }: { send: Send; data: Overview }) {
  const [text, setText] = useState("");
  const hints = standing(data);
  return (
    <Panel title="Hints for those who read">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim()) void send("hint", { text }).then((ok) => ok && setText(""));
        }}
      >
        <label>
          a hint
          <textarea rows={3} value={text} onChange={(event) => setText(event.target.value)} placeholder="e.g. ties are frequent: break them by size" />
        </label>
        <button>give the hint</button>
      </form>
      <ul className="plain">
        {hints.map((hint) => (
          <li key={hint}>
            {hint} <button onClick={() => void send("retire_hint", { text: hint })}>retire</button>
          </li>
        ))}
        {hints.length === 0 && <li className="quiet">none is in force</li>}
      </ul>
    </Panel>
  );
}

/** Hints in force: those the run began with, and those given since, less the retired ones. */
function standing(data: Overview): string[] {
  const writing = data.config.writing as { hint?: string[] } | undefined;
  const hints = new Set(writing?.hint ?? []);
  for (const wish of data.wishes.filter((w) => !w.refused)) {
    const text = String(wish.detail.text ?? "");
    if (wish.kind === "hint") hints.add(text);
    if (wish.kind === "retire_hint") hints.delete(text);
  }
  return [...hints];
}

function Parents({ send, data }: { send: Send; data: Overview }) {
  const [id, setId] = useState(data.candidate ?? "");
  const pinned = new Set<string>();
  const vetoed = new Set<string>();
  for (const wish of data.wishes.filter((w) => !w.refused)) {
    const name = String(wish.detail.candidate ?? "");
    if (wish.kind === "pin") pinned.add(name);
    if (wish.kind === "unpin") pinned.delete(name);
    if (wish.kind === "veto") vetoed.add(name);
  }
  return (
    <Panel title="Parents">
      <label>
        candidate <input className="mono" value={id} onChange={(event) => setId(event.target.value)} />
      </label>
      <p className="buttons">
        <button onClick={() => void send("pin", { candidate: id })}>pin</button>
        <button onClick={() => void send("unpin", { candidate: id })}>unpin</button>
        <button onClick={() => void send("veto", { candidate: id })}>veto</button>
      </p>
      <p className="quiet">
        pinned: {[...pinned].join(", ") || "none"}; vetoed: {[...vetoed].join(", ") || "none"}
      </p>
    </Panel>
  );
}

function Inject({ run, send, candidate }: { run: string; send: Send; candidate: string | null }) {
  const [program, setProgram] = useState<Program | null>(null);
  const [text, setText] = useState("");
  const [note, setNote] = useState("");
  const load = async () => {
    const found = await get<Program>(`api/runs/${enc(run)}/candidates/${enc(candidate!)}/program`);
    setProgram(found);
    setText(found.files[found.main]);
  };
  return (
    <Panel title="A program of your own" aside={candidate !== null && <button onClick={() => void load()}>start from {candidate}</button>}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const main = program?.main ?? "program.py";
          if (text.trim()) void send("inject", { files: { ...program?.files, [main]: text }, note });
        }}
      >
        <label>
          {program?.main ?? "program.py"}
          <textarea className="mono" rows={10} spellCheck={false} value={text} onChange={(event) => setText(event.target.value)} />
        </label>
        <label>
          what it does <input value={note} onChange={(event) => setNote(event.target.value)} />
        </label>
        <button>put it into the search</button>
      </form>
    </Panel>
  );
}

function Log({ wishes }: { wishes: Wish[] }) {
  return (
    <Panel title="What people asked for">
      {wishes.length === 0 && <p className="quiet">nobody has steered this run</p>}
      <ol className="feed short">
        {[...wishes].reverse().map((wish) => (
          <li key={wish.number}>
            <span className="quiet number">{moment(wish.at)}</span> <b>{wish.author}</b> <span className="kind">{wish.kind.replace("_", " ")}</span> {told(wish)}
            {wish.refused && <span className="fate invalid"> × refused: {wish.refused}</span>}
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function told(wish: Wish): string {
  const { files, ...rest } = wish.detail as { files?: object };
  const parts = Object.entries(rest).map(([key, value]) => (key === "text" || key === "candidate" ? String(value) : `${key} ${String(value)}`));
  return [...(files ? [Object.keys(files).join(", ")] : []), ...parts].join(", ");
}
