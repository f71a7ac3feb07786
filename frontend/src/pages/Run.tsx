import { lazy, useEffect, useState } from "react";
import { enc, useData, useThrottled } from "../api";
import { count, duration, usd } from "../format";
import { useRun } from "../live";
import { Trouble } from "../parts/bits";
import { LinkState } from "../parts/LinkState";
import { to } from "../route";
import type { Overview as OverviewData } from "../types";
import { Overview } from "./Overview";
import { Status } from "./Runs";

const Lineage = lazy(() => import("./Lineage").then((m) => ({ default: m.Lineage })));
const Scatter = lazy(() => import("./Scatter").then((m) => ({ default: m.Scatter })));
const Heat = lazy(() => import("./Heat").then((m) => ({ default: m.Heat })));
const Candidates = lazy(() => import("./Candidates").then((m) => ({ default: m.Candidates })));
const Candidate = lazy(() => import("./Candidate").then((m) => ({ default: m.Candidate })));
const Steer = lazy(() => import("./Steer").then((m) => ({ default: m.Steer })));
const Setup = lazy(() => import("./Setup").then((m) => ({ default: m.Setup })));

const TABS: [string, string][] = [
  ["", "overview"],
  ["lineage", "lineage"],
  ["scatter", "scatter"],
  ["workloads", "workloads"],
  ["candidates", "candidates"],
  ["steer", "steer"],
  ["setup", "setup"],
];
const EVERY_MS = 1500;

export function Run({ run, tab, item }: { run: string; tab: string; item: string }) {
  const { progress, link } = useRun(run);
  const number = useThrottled(progress?.number ?? 0, EVERY_MS);
  const [pending, setPending] = useState(false);
  const tries = useRetries(pending);
  const { data: shown, error } = useData<OverviewData>(`api/runs/${enc(run)}`, number * 1000 + tries);
  useEffect(() => setPending(shown?.objective.state === "pending"), [shown]);
  if (error !== null && shown === null) return <Trouble error={error} />;
  if (shown === null) return <p className="quiet">reading the journal…</p>;
  const card = progress?.card ?? shown;
  return (
    <>
      <div className="page-head">
        <h1>{run}</h1>
        <Status status={card.status} />
        <span className="number">
          {count(card.evaluations)}
          {card.limit !== null && ` / ${count(card.limit)}`} evaluations
        </span>
        <span className="quiet number">{duration(card.seconds)}</span>
        {card.tokens > 0 && <span className="quiet number">{`${count(card.tokens)} tokens, ${usd(card.cost_usd)}`}</span>}
        <LinkState link={link} />
        {(progress ? !progress.complete : !shown.complete) && <span role="status">reading the journal…</span>}
      </div>
      <nav className="tabs" aria-label="Views of the run">
        {TABS.map(([name, label]) => (
          <a key={name} href={name ? to("run", run, name) : to("run", run)} aria-current={tab === name ? "page" : undefined}>
            {label}
          </a>
        ))}
        {tab === "candidate" && (
          <a href={to("run", run, "candidate", item)} aria-current="page">
            {item}
          </a>
        )}
      </nav>
      <View run={run} tab={tab} item={item} data={shown} number={number} live={progress?.flight} />
    </>
  );
}

/** How often to ask again: bounds may take seconds to work out, and are not events. */
function useRetries(pending: boolean): number {
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (!pending) return;
    const timer = setTimeout(() => setTries((n) => n + 1), 1000);
    return () => clearTimeout(timer);
  }, [pending, tries]);
  return tries;
}

interface ViewProps {
  run: string;
  tab: string;
  item: string;
  data: OverviewData;
  number: number;
  live: OverviewData["flight"] | undefined;
}

function View({ run, tab, item, data, number, live }: ViewProps) {
  switch (tab) {
    case "":
      return <Overview run={run} data={data} flight={live ?? data.flight} />;
    case "lineage":
      return <Lineage run={run} number={number} />;
    case "scatter":
      return <Scatter run={run} number={number} />;
    case "workloads":
      return <Heat run={run} number={number} objective={data.objective} />;
    case "candidates":
      return <Candidates run={run} number={number} />;
    case "candidate":
      return <Candidate key={item} run={run} id={item} number={number} overview={data} />;
    case "steer":
      return <Steer run={run} data={data} />;
    case "setup":
      return <Setup data={data} />;
    default:
      return <Trouble error={`there is no view ${tab}`} />;
  }
}
