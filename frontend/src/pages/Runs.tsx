import { useState } from "react";
import { count, duration, moment, num, percent, usd } from "../format";
import { useRuns } from "../live";
import { Trouble } from "../parts/bits";
import { LinkState } from "../parts/LinkState";
import { go, to } from "../route";
import type { Card } from "../types";

export function Runs() {
  const { runs, link } = useRuns();
  const [picked, setPicked] = useState<string[]>([]);
  if (runs === null) return link === "lost" ? <Trouble error="the server does not answer" /> : <p className="quiet">reading the journal…</p>;
  if (runs.length === 0) return <Empty />;
  const pick = (run: string, on: boolean) => setPicked((was) => (on ? [...was.filter((r) => r !== run), run].slice(-4) : was.filter((r) => r !== run)));
  return (
    <>
      <div className="page-head">
        <h1>Runs</h1>
        <LinkState link={link} />
        <button disabled={picked.length < 2} onClick={() => go("runs", ...picked)}>
          compare {picked.length < 2 ? "two or more" : `${picked.length} runs`}
        </button>
      </div>
      <div className="scroll" tabIndex={0} role="region" aria-label="Runs, newest first">
        <table className="runs">
          <thead>
            <tr>
              <th scope="col">
                <span className="hidden">compare</span>
              </th>
              <th scope="col">run</th>
              <th scope="col">status</th>
              <th scope="col">progress</th>
              <th scope="col" className="right">
                best on train
              </th>
              <th scope="col" className="right">
                human
              </th>
              <th scope="col" className="right">
                test
              </th>
              <th scope="col" className="right">
                test against human
              </th>
              <th scope="col">score so far</th>
              <th scope="col" className="right">
                cost
              </th>
              <th scope="col">started</th>
            </tr>
          </thead>
          <tbody>
            {[...runs].reverse().map((card) => (
              <Line key={card.run} card={card} picked={picked.includes(card.run)} pick={pick} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Line({ card, picked, pick }: { card: Card; picked: boolean; pick: (run: string, on: boolean) => void }) {
  if (card.error !== undefined) {
    return (
      <tr>
        <td />
        <th scope="row">{card.run}</th>
        <td colSpan={9} className="fate invalid">
          {card.error}
        </td>
      </tr>
    );
  }
  return (
    <tr>
      <td>
        <input type="checkbox" aria-label={`compare ${card.run}`} checked={picked} onChange={(e) => pick(card.run, e.target.checked)} />
      </td>
      <th scope="row">
        <a href={to("run", card.run)}>{card.run}</a>
        <div className="quiet small">
          {card.problem} · {card.strategy}
        </div>
      </th>
      <td>
        <Status status={card.status} />
      </td>
      <td className="number">
        {count(card.evaluations)}
        {card.limit !== null && ` / ${count(card.limit)}`}
        <div className="quiet small">{duration(card.seconds)}</div>
      </td>
      <td className="right number strong">
        {num(card.train)}
        {card.self_scored && <div className="quiet small">self-scored</div>}
      </td>
      <td className="right number">{num(card.human)}</td>
      <td className="right number strong">{num(card.test)}</td>
      <td className="right number">{percent(card.margin?.mean)}</td>
      <td>
        <Spark points={card.spark} />
      </td>
      <td className="right number">{card.tokens === 0 ? "–" : usd(card.cost_usd)}</td>
      <td className="number small">{moment(card.started)}</td>
    </tr>
  );
}

export function Status({ status }: { status: string }) {
  const sign = { finished: "■", scoring: "◐", paused: "‖" }[status] ?? "▶";
  return (
    <span className={`status ${status}`}>
      <span aria-hidden="true">{sign}</span> {status}
    </span>
  );
}

function Spark({ points }: { points: [number, number][] }) {
  if (points.length < 2) return <span className="quiet">–</span>;
  const [w, h] = [110, 26];
  const last = points[points.length - 1];
  const high = Math.max(1, ...points.map((p) => p[1]));
  const low = Math.min(0, ...points.map((p) => p[1]));
  const x = (v: number) => (v / Math.max(1, last[0])) * w;
  const y = (v: number) => h - 2 - ((v - low) / (high - low || 1)) * (h - 4);
  let path = `M${x(points[0][0])},${y(points[0][1])}`;
  for (const [a, b] of points.slice(1)) path += `H${x(a)}V${y(b)}`;
  return (
    <svg width={w} height={h} role="img" aria-label={`score from ${num(points[0][1], 3)} to ${num(last[1], 3)}, human is 1`}>
      <line x1="0" x2={w} y1={y(1)} y2={y(1)} className="spark-human" />
      <path d={path} className="spark" />
    </svg>
  );
}

function Empty() {
  return (
    <div className="empty">
      <h1>No runs yet</h1>
      <p>Start one in another terminal; it appears here as soon as its journal begins:</p>
      <pre>adrs run prism --evals 300</pre>
    </div>
  );
}
