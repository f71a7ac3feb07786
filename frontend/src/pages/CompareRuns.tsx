import { useMemo } from "react";
import { enc, useData } from "../api";
import { count, duration, num, percent, usd } from "../format";
import { CandidateLink, Panel, Scroll, Trouble } from "../parts/bits";
import { Plot, type Series } from "../parts/Plot";
import { to } from "../route";
import type { Overview } from "../types";

const COLOURS = ["champion", "human", "bound", "fresh"];

export function CompareRuns({ names }: { names: string[] }) {
  // Hooks are called in a fixed number: four runs at most are compared.
  const found = [useOne(names[0]), useOne(names[1]), useOne(names[2]), useOne(names[3])];
  const error = found.find((f) => f.error !== null)?.error ?? null;
  const runs = found.map((f) => f.data).filter((data): data is Overview => data !== null);
  return (
    <>
      <div className="page-head">
        <h1>Runs compared</h1>
      </div>
      <Trouble error={error} />
      <Curves runs={runs} />
      <Table runs={runs} />
    </>
  );
}

function useOne(name: string | undefined) {
  return useData<Overview>(name === undefined ? null : `api/runs/${enc(name)}`);
}

function Curves({ runs }: { runs: Overview[] }) {
  const key = runs.map((r) => `${r.run}${r.number}`).join();
  const series = useMemo<Series[]>(
    () =>
      runs.map((run, i) => ({
        label: run.run,
        points: [...run.curve.map((p): [number, number] => [p[0], p[3]]), [run.evaluations, run.score]],
        colour: COLOURS[i],
        style: "steps",
      })),
    [key],
  );
  return (
    <Panel title="Best score so far on train (0 naive, 1 human)">
      <Plot label={runs.map((run) => `${run.run} ends at ${num(run.score, 4)}`).join(", ")} xLabel="evaluations" series={series} height={320} />
    </Panel>
  );
}

function Table({ runs }: { runs: Overview[] }) {
  const lines: [string, (run: Overview) => React.ReactNode][] = [
    ["champion", (r) => (r.candidate === null ? "–" : <CandidateLink run={r.run} id={r.candidate} />)],
    ...["train", "validation", "test"].map((split): [string, (run: Overview) => React.ReactNode] => [
      split,
      (r) => {
        const s = r.splits.find((one) => one.split === split);
        return s && s.opened ? `${num(s.champion)} (${percent(s.margin?.mean)} against human)` : "not opened";
      },
    ]),
    ["evaluations", (r) => count(r.evaluations)],
    ["time", (r) => duration(r.seconds)],
    ["cost", (r) => (r.tokens > 0 ? `${count(r.tokens)} tokens, ${usd(r.cost_usd)}` : "none")],
    ["stopped by", (r) => r.stopped ?? "goes on"],
  ];
  const keys = [...new Set(runs.flatMap((r) => Object.keys(r.config)))];
  const differing = keys.filter((key) => new Set(runs.map((r) => JSON.stringify(r.config[key]))).size > 1);
  return (
    <Panel title="Side by side">
      <Scroll label="Runs side by side">
        <table>
          <thead>
            <tr>
              <td />
              {runs.map((run) => (
                <th key={run.run} scope="col">
                  <a href={to("run", run.run)}>{run.run}</a>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map(([name, cell]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {runs.map((run) => (
                  <td key={run.run} className="number">
                    {cell(run)}
                  </td>
                ))}
              </tr>
            ))}
            {differing.map((key) => (
              <tr key={key}>
                <th scope="row">{key}</th>
                {runs.map((run) => (
                  <td key={run.run} className="mono">
                    {JSON.stringify(run.config[key]) ?? "–"}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p className="caption">Below the results: options in which the runs differ.</p>
    </Panel>
  );
}
