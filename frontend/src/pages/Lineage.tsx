import { useCallback, useMemo, useState } from "react";
import { enc, useData } from "../api";
import { num, plural } from "../format";
import { Panel, Trouble } from "../parts/bits";
import { axisOf, Chart, kindOf, Legend, SYMBOLS } from "../parts/Chart";
import { Outline } from "../parts/Outline";
import { go } from "../route";
import { colour } from "../theme";
import type { Atlas, Trunk } from "../types";

export function Lineage({ run, number }: { run: string; number: number }) {
  const trunk = useData<Trunk>(`api/runs/${enc(run)}/tree`, number);
  const atlas = useData<Atlas>(`api/runs/${enc(run)}/tree/map`, number);
  return (
    <>
      <Trouble error={trunk.error ?? atlas.error} />
      <Panel title="All candidates, by time and score">{atlas.data && <Map run={run} atlas={atlas.data} />}</Panel>
      <Panel title="The line to the champion, and what was tried from it">{trunk.data && <Outline run={run} trunk={trunk.data} number={number} />}</Panel>
    </>
  );
}

function Map({ run, atlas }: { run: string; atlas: Atlas }) {
  const [hover, setHover] = useState<string | null>(null);
  const index = useMemo(() => new globalThis.Map(atlas.ids.map((id, i) => [id, i])), [atlas]);
  const floor = useMemo(() => lowest(atlas), [atlas]);
  const place = useCallback((i: number): [number, number] => [atlas.x[i], Math.max(atlas.y[i] ?? -Infinity, floor)], [atlas, floor]);
  const lit = hover === null ? [] : ancestors(atlas, index.get(hover));
  const litKey = lit.join(",");
  const option = useCallback(() => draw(atlas, place, litKey ? litKey.split(",").map(Number) : []), [atlas, place, litKey]);
  const at = hover === null ? undefined : index.get(hover);
  return (
    <>
      <Chart
        label={`${plural(atlas.total, "candidate")}; the line to the champion has ${atlas.line.length}`}
        height={340}
        option={option}
        onPoint={(id) => go("run", run, "candidate", id)}
        onHover={setHover}
      />
      <Legend />
      <p className="caption" aria-live="off">
        {at === undefined
          ? `${plural(atlas.total, "candidate")}${atlas.ids.length < atlas.total ? `, ${atlas.ids.length} drawn (of leaves, one a place)` : ""}. Failures, and the few that are far worse than all others, lie on the lower edge. Point at one to see where it came from; choose it to open it.`
          : `${atlas.ids[at]}: score ${num(atlas.y[at], 4)}, ${plural(lit.length - 1, "ancestor")}`}
      </p>
    </>
  );
}

/** Where failures are drawn, and whatever is worse than nearly all: a few disasters shall not flatten the rest. */
function lowest(atlas: Atlas): number {
  const scores = atlas.y.filter((y): y is number => y !== null).sort((a, b) => a - b);
  if (scores.length === 0) return 0;
  const low = Math.min(scores[Math.floor(scores.length * 0.03)], 0);
  return low - 0.06 * (scores[scores.length - 1] - low);
}

function ancestors(atlas: Atlas, from: number | undefined): number[] {
  const line: number[] = [];
  for (let i = from ?? -1; i >= 0 && line.length < 5000; i = atlas.parent[i]) line.push(i);
  return line;
}

function draw(atlas: Atlas, place: (i: number) => [number, number], lit: number[]): Record<string, unknown> {
  const points = SYMBOLS.map((): unknown[] => []);
  const edges: object[] = [];
  atlas.ids.forEach((id, i) => {
    const [x, y] = place(i);
    points[kindOf(atlas.outcome[i], atlas.admission[i])].push([x, y, id]);
    if (atlas.parent[i] >= 0 && atlas.y[i] !== null) edges.push({ coords: [place(atlas.parent[i]), [x, y]] });
  });
  const path = (indices: number[]) => indices.map((i) => [...place(i), atlas.ids[i]]);
  return {
    animation: false,
    grid: { left: 56, right: 20, top: 12, bottom: 46 },
    xAxis: axisOf("evaluations"),
    yAxis: axisOf("score (0 naive, 1 human)", { nameGap: 40 }),
    dataZoom: [{ type: "inside" }],
    series: [
      { type: "lines", coordinateSystem: "cartesian2d", silent: true, data: edges, lineStyle: { color: colour("faint"), width: 0.6, opacity: edges.length > 1500 ? 0.25 : 0.5 } },
      ...SYMBOLS.map((s, k) => ({
        type: "scatter",
        name: s.name,
        data: points[k],
        symbol: s.symbol,
        symbolSize: k === 0 ? 4 : 7,
        itemStyle: { color: colour(s.colour), opacity: k === 0 ? 0.55 : 0.85 },
        z: 3 + k,
      })),
      { type: "line", data: path(atlas.line), symbol: "circle", symbolSize: 8, lineStyle: { color: colour("champion"), width: 2.5 }, itemStyle: { color: colour("champion") }, z: 10 },
      { type: "line", data: path(lit), symbol: "circle", symbolSize: 6, lineStyle: { color: colour("human"), width: 2 }, itemStyle: { color: colour("human") }, silent: true, z: 11 },
    ],
  };
}
