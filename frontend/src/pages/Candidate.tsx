import { useState } from "react";
import { enc, get, useData } from "../api";
import { count, duration, goesOn, mib, num, plural, usd } from "../format";
import { CandidateLink, Fate, Panel, Trouble } from "../parts/bits";
import { Programs } from "../parts/Programs";
import { Verdicts } from "../parts/Verdicts";
import { useSteering } from "../steering";
import { to } from "../route";
import type { Call, Candidate as Data, Overview, TreeNode } from "../types";

export function Candidate({ run, id, overview }: { run: string; id: string; number: number; overview: Overview }) {
  const base = `api/runs/${enc(run)}/candidates/${enc(id)}`;
  const { data, error } = useData<Data>(base, (overview.complete ? 2 : 0) + (overview.status === "finished" ? 1 : 0));
  const [against, setAgainst] = useState<"parent" | "seed">("parent");
  if (error !== null) return <Trouble error={error} />;
  if (data === null) return <p className="quiet">reading…</p>;
  const other = against === "parent" ? data.parent : data.seed === id ? null : data.seed;
  return (
    <>
      <Head run={run} data={data} overview={overview} />
      <Panel
        title={other === null ? "Program" : `Changes against the ${against}`}
        aside={
          data.parent !== null && (
            <div className="files" role="group" aria-label="Compare with">
              <button aria-pressed={against === "parent"} onClick={() => setAgainst("parent")}>
                parent {data.parent}
              </button>
              <button aria-pressed={against === "seed"} onClick={() => setAgainst("seed")}>
                seed {data.seed}
              </button>
              {overview.candidate !== null && overview.candidate !== id && <a href={to("compare", run, id, run, overview.candidate)}>compare with {overview.candidate}</a>}
            </div>
          )
        }
      >
        <Programs
          before={other === null ? { path: null, name: "nothing" } : { path: `api/runs/${enc(run)}/candidates/${enc(other)}/program`, name: other }}
          after={{ path: `${base}/program`, name: id }}
        />
      </Panel>
      <Verdicts evaluations={data.evaluations_by_split} unit={overview.objective.unit} />
      <div className="grid">
        <Calls base={base} calls={data.calls} />
        <Family run={run} data={data} />
      </div>
    </>
  );
}

function Head({ run, data, overview }: { run: string; data: Data; overview: Overview }) {
  const { send, said } = useSteering(run);
  const open = goesOn(overview.status);
  return (
    <Panel
      title={`${data.id}${data.champion ? ", the champion" : ""}`}
      aside={
        open && (
          <>
            <button onClick={() => void send("pin", { candidate: data.id })}>pin as a parent</button> <button onClick={() => void send("veto", { candidate: data.id })}>veto as a parent</button>{" "}
            <span role="status">{said}</span>
          </>
        )
      }
    >
      {data.note && <p className="note-full">{data.note}</p>}
      <dl className="facts across">
        <Fact name="fate">
          <Fate row={data} />
        </Fact>
        <Fact name="score">{num(data.score)}</Fact>
        <Fact name={overview.objective.unit || "value"}>{num(data.value)}</Fact>
        <Fact name="rank">{data.rank === null ? "–" : `${data.rank} of ${count(data.candidates)}`}</Fact>
        <Fact name="by">
          <span className="mono">{data.origin}</span>
        </Fact>
        <Fact name="came as">evaluation {data.evaluations}, after {duration(data.seconds)}</Fact>
        <Fact name="CPU, wall clock">
          {num(data.cpu_s, 3)} s, {num(data.wall_s, 3)} s
        </Fact>
        <Fact name="peak memory">{data.memory_bytes > 0 ? mib(data.memory_bytes) : "–"}</Fact>
        <Fact name="writing cost">{data.tokens > 0 ? `${count(data.tokens)} tokens, ${usd(data.cost_usd)}` : "nothing"}</Fact>
      </dl>
    </Panel>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="number">{children}</dd>
    </div>
  );
}

function Calls({ base, calls }: { base: string; calls: Call[] }) {
  return (
    <Panel title="Prompts and replies">
      {calls.length === 0 && <p className="quiet">No model was called for it.</p>}
      {calls.map((call, i) => (
        <CallDetails key={i} call={call} path={`${base}/calls/${i}`} />
      ))}
    </Panel>
  );
}

interface Transcript {
  messages: { role: string; text: string }[];
  reply: string;
}

function CallDetails({ call, path }: { call: Call; path: string }) {
  const [text, setText] = useState<Transcript | null>(null);
  const [error, setError] = useState<string | null>(null);
  const load = (open: boolean) => {
    if (open && text === null && call.recorded) get<Transcript>(path).then(setText, (e: Error) => setError(e.message));
  };
  return (
    <details onToggle={(event) => load(event.currentTarget.open)}>
      <summary>
        {call.model}, {call.purpose}: {count(call.tokens)} tokens, {usd(call.cost_usd)}, {num(call.seconds, 3)} s{call.error && `, failed: ${call.error}`}
      </summary>
      <Trouble error={error} />
      {!call.recorded && <p className="quiet">Not recorded; `adrs run --record` keeps prompts and replies.</p>}
      {text?.messages.map((m, i) => (
        <div key={i}>
          <h3>{m.role}</h3>
          <pre className="text" tabIndex={0}>
            {m.text}
          </pre>
        </div>
      ))}
      {text && (
        <>
          <h3>reply</h3>
          <pre className="text" tabIndex={0}>
            {text.reply}
          </pre>
        </>
      )}
    </details>
  );
}

function Family({ run, data }: { run: string; data: Data }) {
  const children = useData<{ total: number; nodes: TreeNode[] }>(`api/runs/${enc(run)}/tree/${enc(data.id)}?limit=12`);
  return (
    <Panel title="Family">
      <h3>Line from the seed ({data.line.length})</h3>
      <p className="line-of">
        {data.line.map((row, i) => (
          <span key={row.id}>
            {i > 0 && <span aria-hidden="true"> → </span>}
            {row.id === data.id ? <b className="mono">{row.id}</b> : <CandidateLink run={run} id={row.id} />}
          </span>
        ))}
      </p>
      {data.parents.length > 1 && (
        <p>
          also took from{" "}
          {data.parents.slice(1).map((p) => (
            <span key={p}>
              <CandidateLink run={run} id={p} />{" "}
            </span>
          ))}
        </p>
      )}
      <h3>
        {plural(data.children, "child", "children")}, {plural(data.descendants, "descendant")}
      </h3>
      <ul className="plain">
        {children.data?.nodes.map((node) => (
          <li key={node.id}>
            <CandidateLink run={run} id={node.id} /> <Fate row={node} brief /> <span className="number">{num(node.score, 4)}</span> <span className="quiet">{node.origin}</span>
          </li>
        ))}
        {children.data && children.data.total > children.data.nodes.length && <li className="quiet">and {children.data.total - children.data.nodes.length} more, in the lineage</li>}
      </ul>
    </Panel>
  );
}
