import { enc, useData } from "../api";
import { num } from "../format";
import { CandidateLink, Panel, Scroll, Trouble } from "../parts/bits";
import { Programs } from "../parts/Programs";
import type { Candidate, Num, Verdict } from "../types";

type Who = [string, string];

export function Compare({ a, b }: { a: Who; b: Who }) {
  const path = ([run, id]: Who) => `api/runs/${enc(run)}/candidates/${enc(id)}`;
  const left = useData<Candidate>(path(a));
  const right = useData<Candidate>(path(b));
  const error = left.error ?? right.error;
  return (
    <>
      <div className="page-head">
        <h1>
          <CandidateLink run={a[0]} id={a[1]} /> against <CandidateLink run={b[0]} id={b[1]} />
        </h1>
        {a[0] !== b[0] && (
          <span className="quiet">
            of {a[0]} and {b[0]}
          </span>
        )}
      </div>
      <Trouble error={error} />
      {left.data && right.data && <Workloads a={left.data} b={right.data} />}
      <Panel title="Programs">
        <Programs before={{ path: `${path(a)}/program`, name: a[1] }} after={{ path: `${path(b)}/program`, name: b[1] }} />
      </Panel>
    </>
  );
}

function Workloads({ a, b }: { a: Candidate; b: Candidate }) {
  const splits = Object.keys(a.evaluations_by_split).filter((split) => split in b.evaluations_by_split);
  const rows = splits.flatMap((split) => paired(a.evaluations_by_split[split].verdicts, b.evaluations_by_split[split].verdicts));
  const won = rows.filter(([, x, y]) => better(y, x)).length;
  const lost = rows.filter(([, x, y]) => better(x, y)).length;
  return (
    <Panel title={`Workload by workload: ${b.id} is better on ${won}, worse on ${lost}, of ${rows.length}`}>
      <Scroll label="Verdicts compared">
        <table>
          <thead>
            <tr>
              <th scope="col">workload</th>
              <th scope="col" className="right">
                {a.id}
              </th>
              <th scope="col" className="right">
                {b.id}
              </th>
              <th scope="col" className="right">
                score, {b.id} − {a.id}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, x, y]) => (
              <tr key={name}>
                <th scope="row" className="mono">
                  {name}
                </th>
                <td className="right number">{x ? (x.value === null ? x.outcome : num(x.value)) : "–"}</td>
                <td className="right number">{y ? (y.value === null ? y.outcome : num(y.value)) : "–"}</td>
                <td className="right number">
                  {better(y, x) ? "▲ " : better(x, y) ? "▼ " : ""}
                  {num(minus(y?.normalised, x?.normalised), 3)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Panel>
  );
}

function paired(a: Verdict[], b: Verdict[]): [string, Verdict | undefined, Verdict | undefined][] {
  const names = [...new Set([...a, ...b].map((v) => v.workload))];
  return names.map((name) => [name, a.find((v) => v.workload === name), b.find((v) => v.workload === name)]);
}

function better(one: Verdict | undefined, other: Verdict | undefined): boolean {
  return one?.normalised != null && (other?.normalised == null || one.normalised > other.normalised + 1e-12);
}

function minus(one: Num | undefined, other: Num | undefined): Num {
  return one == null || other == null ? null : one - other;
}
