// Champion, references and bound, split by split: figures, and their places on one track, better to the right.

import { num, percent } from "../format";
import type { Num, Objective, Split } from "../types";
import { Panel } from "./bits";

const ROLE: Record<string, string> = {
  train: "what the search saw",
  validation: "chose the champion",
  test: "held out",
  leaderboard: "the public board's workloads",
};

export function Splits({ splits, objective }: { splits: Split[]; objective: Objective }) {
  const unit = objective.unit ? ` (${objective.name}, ${objective.unit})` : "";
  const note = objective.state === "ready" ? null : objective.state === "pending" ? "bounds are being worked out…" : objective.why;
  return (
    <Panel title={`Against human and bound${unit}`} aside={note && <span className="quiet">{note}</span>}>
      <div className="scroll" tabIndex={0} role="region" aria-label="Champion against references by split">
        <table className="splits">
          <thead>
            <tr>
              <th scope="col">split</th>
              <th scope="col" className="right">
                champion
              </th>
              <th scope="col" className="right">
                human
              </th>
              <th scope="col" className="right" title="Mean of the relative gains, workload by workload, and its 95 % interval">
                against human
              </th>
              <th scope="col" className="right">
                bound
              </th>
              <th scope="col">
                <Key />
              </th>
            </tr>
          </thead>
          <tbody>
            {splits.map((split) => (
              <tr key={split.split} className={split.opened ? "" : "unopened"}>
                <th scope="row">
                  {split.split}
                  <div className="quiet small">{ROLE[split.split] ?? ""}</div>
                </th>
                <td className="right number strong">{split.opened ? num(split.champion) : <span className="quiet">not opened</span>}</td>
                <td className="right number">{num(split.human)}</td>
                <td className="right number">
                  {percent(split.margin?.mean)}
                  {split.margin && <div className="quiet small">{`${percent(split.margin.low)} to ${percent(split.margin.high)}`}</div>}
                </td>
                <td className="right number">
                  {num(split.bound?.value)}
                  <div className="quiet small">{split.bound?.kind.replace("_", " ") ?? ""}</div>
                </td>
                <td className="track-cell">
                  <Track split={split} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Key() {
  return (
    <span className="track-key">
      <i className="mark naive" aria-hidden="true" /> naive <i className="mark human" aria-hidden="true" /> human <i className="mark champion" aria-hidden="true" /> champion{" "}
      <i className="mark bound" aria-hidden="true" /> bound, better →
    </span>
  );
}

function Track({ split }: { split: Split }) {
  const from = split.naive;
  const all: [string, Num][] = [
    ["naive", split.naive],
    ["bound", split.bound?.value ?? null],
    ["human", split.human],
    ["champion", split.opened ? split.champion : null],
  ];
  const there = all.filter((m): m is [string, number] => m[1] !== null);
  const end = split.bound?.value ?? split.human;
  if (from === null || end === null || from === end) return null;
  const at = (value: number) => (value - from) / (end - from);
  const places = there.map(([, value]) => at(value));
  const [low, high] = [Math.min(0, ...places), Math.max(1, ...places)];
  const left = (value: number) => `${((at(value) - low) / (high - low)) * 100}%`;
  const ours = split.opened && split.champion !== null ? split.champion : from;
  return (
    <div className="track" role="img" aria-label={there.map(([name, value]) => `${name} ${num(value)}`).join(", ")}>
      <div className="track-line" />
      <div className="track-fill" style={{ left: left(from), width: `calc(${left(ours)} - ${left(from)})` }} />
      {there.map(([name, value]) => (
        <i key={name} className={`mark ${name}`} style={{ left: left(value) }} title={`${name} ${num(value)}`} />
      ))}
    </div>
  );
}
