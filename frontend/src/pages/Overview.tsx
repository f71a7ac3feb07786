import { useMemo, useState } from "react";
import { clock, count, duration, gain, goesOn, num, percent, plural, usd } from "../format";
import { CandidateLink, Panel, Share } from "../parts/bits";
import { Plot, type Series } from "../parts/Plot";
import { Splits } from "../parts/Splits";
import type { Flight, Overview as Data } from "../types";

export function Overview({ run, data, flight }: { run: string; data: Data; flight: Flight[] }) {
  return (
    <>
      <Finding run={run} data={data} />
      <Splits splits={data.splits} objective={data.objective} />
      <div className="grid wide-left">
        <Curve data={data} />
        <Now run={run} data={data} flight={flight} />
      </div>
      <div className="grid">
        <Arms data={data} />
        <Spending data={data} />
      </div>
      <div className="grid">
        <Failures data={data} />
        <Admissions data={data} />
      </div>
    </>
  );
}

/** The result in one sentence: what, how good on what the search never saw, how far from the limit. */
function Finding({ run, data }: { run: string; data: Data }) {
  const { objective, splits } = data;
  const test = splits.find((s) => s.split === "test" && s.champion !== null);
  const train = splits.find((s) => s.split === "train");
  if (data.candidate === null || !train) return <p className="finding">Nothing valid has been found yet.</p>;
  const shown = test ?? train;
  const better = shown.margin?.mean ?? null;
  const left = shown.bound && gain(shown.bound.value, shown.champion, objective);
  return (
    <p className="finding">
      <CandidateLink run={run} id={data.candidate} /> {data.self_scored ? "claims" : "scores"} <b className="number">{num(shown.champion)}</b>
      {objective.unit && ` ${objective.unit}`}
      {better !== null && (
        <>
          , <b className="number">{percent(better)}</b> against human
        </>
      )}
      {shown.margin && <span className="quiet">{` (95 % interval ${percent(shown.margin.low)} to ${percent(shown.margin.high)})`}</span>}
      {left !== null && left !== undefined && (
        <>
          {Math.abs(left) < 1e-9 ? ", at the " : `, ${percent(Math.abs(left), 2).replace("+", "")} from the `}
          {KINDS[shown.bound!.kind]}
        </>
      )}
      {data.self_scored ? SELF_SCORED : test ? ", on held-out test workloads." : NOT_OPENED}
    </p>
  );
}

const NOT_OPENED = ", on train workloads. Held-out workloads are opened when the search ends.";
const SELF_SCORED =
  ". Self-scored: evaluator and candidate share a process, so every score is the candidate’s claim; nothing is held out.";

const KINDS = { optimal: "proven optimum", bound: "proven bound", best_known: "best known value" };

function Curve({ data }: { data: Data }) {
  const [by, setBy] = useState<"evaluations" | "seconds">("evaluations");
  const { series, range } = useMemo(() => curve(data, by === "evaluations" ? 0 : 1), [data, by]);
  const way = data.objective.direction === null ? "" : data.objective.direction === "minimize" ? ", less is better" : ", more is better";
  const aside = (
    <select aria-label="Horizontal axis of the curve" value={by} onChange={(e) => setBy(e.target.value as typeof by)}>
      <option value="evaluations">by evaluations</option>
      <option value="seconds">by seconds</option>
    </select>
  );
  return (
    <Panel title={`Best so far on train${way}`} aside={aside}>
      {data.curve.length === 0 ? (
        <p className="quiet">nothing valid yet</p>
      ) : (
        <Plot
          label={`Best value so far: ${num(data.curve[0][2])} at first, ${num(data.train)} after ${data.evaluations} evaluations; human ${num(data.human)}`}
          xLabel={by}
          series={series}
          range={range}
          height={300}
        />
      )}
    </Panel>
  );
}

function curve(data: Data, axis: 0 | 1): { series: Series[]; range: [number, number] | undefined } {
  const end = axis === 0 ? data.evaluations : data.seconds;
  const train = data.splits.find((s) => s.split === "train");
  const best: [number, number | null][] = data.curve.map((p) => [p[axis], p[2]]);
  const last = data.curve[data.curve.length - 1];
  if (last && end > last[axis]) best.push([end, last[2]]);
  const flat = (value: number): [number, number][] => [
    [0, value],
    [end, value],
  ];
  const series: Series[] = [
    { label: "candidates", points: data.cloud.map((p) => [p[axis], p[2]]), colour: "faint", style: "dots" },
    { label: "best so far", points: best, colour: "champion", style: "steps" },
  ];
  const seen = best.map((p) => p[1] as number);
  if (train && train.human !== null) {
    series.push({ label: "human", points: flat(train.human), colour: "human", style: "dashed" });
    seen.push(train.human);
  }
  if (train?.bound) {
    series.push({ label: `bound (${train.bound.kind})`, points: flat(train.bound.value), colour: "bound", style: "line" });
    seen.push(train.bound.value);
  }
  if (seen.length === 0) return { series, range: undefined };
  const [low, high] = [Math.min(...seen), Math.max(...seen)];
  const room = (high - low || Math.abs(high) || 1) * 0.08;
  return { series, range: [low - room, high + room] };
}

function Now({ run, data, flight }: { run: string; data: Data; flight: Flight[] }) {
  const pace = data.seconds > 0 ? data.evaluations / data.seconds : 0;
  const left = data.limit !== null && pace > 0 ? (data.limit - data.evaluations) / pace : null;
  return (
    <div className="stack">
      <Panel title={data.status === "finished" ? "How it ended" : "Now"}>
        <dl className="facts">
          <div>
            <dt>{goesOn(data.status) ? "pace" : "stopped by"}</dt>
            <dd>{goesOn(data.status) ? `${num(pace, 3)} evaluations/s` : (data.stopped ?? "–")}</dd>
          </div>
          {goesOn(data.status) && left !== null && (
            <div>
              <dt>left</dt>
              <dd>about {duration(left)}</dd>
            </div>
          )}
          <div>
            <dt>proposals</dt>
            <dd>
              {count(data.proposals.asked)} asked, {count(data.proposals.failed)} brought nothing
            </dd>
          </div>
          {data.calls.made > 0 && (
            <div>
              <dt>model calls</dt>
              <dd>
                {count(data.calls.made)}, {count(data.calls.failed)} failed
              </dd>
            </div>
          )}
        </dl>
        {data.status !== "finished" && <InFlight flight={flight} seconds={data.seconds} />}
      </Panel>
      <Panel title="What happened" className="feed-panel">
        <ol className="feed" tabIndex={0} aria-label="Events, newest first">
          {data.news.map((news) => (
            <li key={`${news.number}-${news.kind}`}>
              <span className="quiet number">{clock(news.at)}</span> <span className="kind">{news.kind}</span>{" "}
              {news.candidate && <CandidateLink run={run} id={news.candidate} />} {news.text}
            </li>
          ))}
        </ol>
      </Panel>
    </div>
  );
}

function InFlight({ flight, seconds }: { flight: Flight[]; seconds: number }) {
  if (flight.length === 0) return <p className="quiet">nothing is in flight</p>;
  return (
    <ul className="flight" aria-label="In flight">
      {flight.slice(0, 8).map((f) => (
        <li key={f.name}>
          <span className="mono">{f.name}</span> {f.what}
          {f.parent && <span className="quiet">{` from ${f.parent}`}</span>}
          <span className="quiet number">{` ${duration(Math.max(0, seconds - f.since))}`}</span>
        </li>
      ))}
      {flight.length > 8 && <li className="quiet">and {flight.length - 8} more</li>}
    </ul>
  );
}

function Arms({ data }: { data: Data }) {
  const most = Math.max(...data.arms.map((a) => a.lead), 1e-12);
  return (
    <Panel title="Arms and what they earned">
      {data.arms.length === 0 && <p className="quiet">no arm has been tried yet</p>}
      {data.arms.length > 0 && (
        <div className="scroll" tabIndex={0} role="region" aria-label="Arms">
          <table>
            <thead>
              <tr>
                <th scope="col">arm</th>
                <th scope="col" className="right" title="Sum of what its candidates added to the best score so far">
                  added to the best
                </th>
                <th scope="col" className="right">
                  led
                </th>
                <th scope="col" className="right">
                  admitted / tried
                </th>
                <th scope="col" className="right">
                  nothing
                </th>
                <th scope="col" className="right">
                  cost
                </th>
              </tr>
            </thead>
            <tbody>
              {data.arms.map((arm) => (
                <tr key={arm.arm}>
                  <th scope="row" className="mono">
                    {arm.arm}
                  </th>
                  <td className="right">
                    <Share part={arm.lead / most}>{arm.lead > 0 ? `+${num(arm.lead, 3)}` : "0"}</Share>
                  </td>
                  <td className="right number">{plural(arm.leads, "time")}</td>
                  <td className="right number">
                    {arm.improved} / {arm.tried}
                  </td>
                  <td className="right number">{arm.failed}</td>
                  <td className="right number">{arm.tokens > 0 ? usd(arm.cost_usd) : "–"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function Spending({ data }: { data: Data }) {
  const series = useMemo<Series[]>(
    () => [
      { label: "tokens", points: data.spent.map((p) => [p[0], p[2]]), colour: "champion", style: "line" },
      { label: "USD", points: data.spent.map((p) => [p[0], p[3]]), colour: "human", style: "dashed", scale: "right" },
    ],
    [data],
  );
  const evaluations = useMemo<Series[]>(
    () => [{ label: "evaluations", points: data.spent.map((p) => [p[0], p[1]]), colour: "champion", style: "line" }],
    [data],
  );
  const paid = data.tokens > 0;
  return (
    <Panel title={paid ? "Tokens and cost over time" : "Evaluations over time (no model was paid)"}>
      {data.spent.length < 2 ? (
        <p className="quiet">nothing was spent yet</p>
      ) : (
        <Plot
          label={paid ? `${count(data.tokens)} tokens and ${usd(data.cost_usd)} in ${duration(data.seconds)}` : `${data.evaluations} evaluations in ${duration(data.seconds)}`}
          xLabel="seconds"
          series={paid ? series : evaluations}
          rightLabel={paid ? "USD" : undefined}
          height={220}
        />
      )}
    </Panel>
  );
}

function Failures({ data }: { data: Data }) {
  const most = Math.max(...data.failures.map((f) => f.count), 1);
  const reasons = Object.entries(data.proposals.reasons);
  return (
    <Panel title="Failures by kind">
      {data.failures.length === 0 && reasons.length === 0 && <p className="quiet">nothing has failed</p>}
      <ul className="bars">
        {data.failures.map((f) => (
          <li key={f.outcome + f.what}>
            <Share part={f.count / most}>
              <b className="number">{f.count}</b> {f.outcome && <span className="kind">{f.outcome.toLowerCase().replaceAll("_", " ")}</span>} {f.what}
            </Share>
          </li>
        ))}
      </ul>
      {reasons.length > 0 && (
        <>
          <h3>Never evaluated</h3>
          <ul className="plain">
            {reasons.map(([reason, n]) => (
              <li key={reason}>
                <b className="number">{n}</b> {reason}
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

const STACK: [string, string][] = [
  ["NEW", "new"],
  ["IMPROVED", "improved"],
  ["REJECTED", "rejected"],
  ["FAILED", "failed"],
];

function Admissions({ data }: { data: Data }) {
  const bins = data.admissions;
  if (bins.length === 0) return <Panel title="What the archive said">{<p className="quiet">nothing yet</p>}</Panel>;
  const total = (name: string) => bins.reduce((sum, bin) => sum + bin[name], 0);
  const high = Math.max(...bins.map((bin) => STACK.reduce((sum, [name]) => sum + bin[name], 0)));
  const [w, h] = [600, 120];
  const step = w / bins.length;
  return (
    <Panel title="What the archive said, over the run">
      <svg viewBox={`0 0 ${w} ${h}`} className="admissions" role="img" aria-label={STACK.map(([n, word]) => `${total(n)} ${word}`).join(", ")} preserveAspectRatio="none">
        {bins.map((bin, i) => {
          let y = h;
          return STACK.map(([name]) => {
            const tall = (bin[name] / high) * h;
            y -= tall;
            return <rect key={`${i}${name}`} x={i * step + 1} y={y} width={Math.max(1, step - 2)} height={tall} className={`stack-${name.toLowerCase()}`} />;
          });
        })}
      </svg>
      <p className="legend">
        {STACK.map(([name, word]) => (
          <span key={name}>
            <span className={`swatch stack-${name.toLowerCase()}`} aria-hidden="true" /> {word} <b className="number">{count(total(name))}</b>
          </span>
        ))}
        <span className="quiet">one bar: {plural(bins.length > 1 ? bins[1].from : data.candidates, "candidate")}; bottom to top as listed</span>
      </p>
    </Panel>
  );
}
