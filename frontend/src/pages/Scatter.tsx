import { useCallback, useState } from "react";
import { enc, useData } from "../api";
import { num, plural } from "../format";
import { Panel, Trouble } from "../parts/bits";
import { axisOf, Chart, kindOf, Legend, SYMBOLS } from "../parts/Chart";
import { go } from "../route";
import { colour } from "../theme";
import type { Scatter as Data } from "../types";

export function Scatter({ run, number }: { run: string; number: number }) {
  const [x, setX] = useState("CPU s");
  const [y, setY] = useState("score");
  const names = useData<{ metrics: string[] }>(`api/runs/${enc(run)}/metrics`, number);
  const { data, error } = useData<Data>(`api/runs/${enc(run)}/scatter?x=${enc(x)}&y=${enc(y)}`, number);
  const [hover, setHover] = useState<string | null>(null);
  const option = useCallback(() => (data === null ? {} : draw(data)), [data]);
  const point = hover === null ? undefined : data?.points.find((p) => p[2] === hover);
  const all = names.data?.metrics ?? [x, y];
  return (
    <Panel
      title="Candidates by two metrics"
      aside={
        <>
          <Choice label="across" value={x} all={all} choose={setX} /> <Choice label="up" value={y} all={all} choose={setY} />
        </>
      }
    >
      <Trouble error={error ?? names.error} />
      {data && (
        <Chart label={`${plural(data.placed, "candidate")}, ${data.y} against ${data.x}`} height={520} option={option} onPoint={(id) => go("run", run, "candidate", id)} onHover={setHover} />
      )}
      <Legend />
      <p className="caption">
        {point
          ? `${point[2]} (${point[5]}): ${data!.x} ${num(point[0])}, ${data!.y} ${num(point[1])}${point[6] > 1 ? `, and ${point[6] - 1} more in this place` : ""}`
          : data && `${data.placed.toLocaleString("en")} of ${plural(data.total, "candidate")} have both figures${data.points.length < data.placed ? `; ${data.points.length.toLocaleString("en")} places are drawn` : ""}. Choose a point to open it; the same figures are in the list of candidates.`}
      </p>
    </Panel>
  );
}

function Choice(props: { label: string; value: string; all: string[]; choose: (name: string) => void }) {
  return (
    <label>
      {props.label}{" "}
      <select value={props.value} onChange={(event) => props.choose(event.target.value)}>
        {props.all.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}

function draw(data: Data): Record<string, unknown> {
  const points = SYMBOLS.map((): unknown[] => []);
  const place = new Map<string, [number, number]>();
  for (const [x, y, id, outcome, admission, , count] of data.points) {
    points[kindOf(outcome, admission)].push({ value: [x, y, id], symbolSize: 5 + Math.min(10, 2 * Math.log2(count)) });
    place.set(id, [x, y]);
  }
  const line = data.line.filter((id) => place.has(id)).map((id) => [...place.get(id)!, id]);
  return {
    animation: false,
    grid: { left: 72, right: 24, top: 16, bottom: 48 },
    xAxis: axisOf(data.x),
    yAxis: axisOf(data.y, { nameGap: 54 }),
    dataZoom: [
      { type: "inside", xAxisIndex: 0 },
      { type: "inside", yAxisIndex: 0 },
    ],
    series: [
      ...SYMBOLS.map((s, k) => ({ type: "scatter", name: s.name, data: points[k], symbol: s.symbol, itemStyle: { color: colour(s.colour), opacity: 0.7 }, z: 3 + k })),
      { type: "line", data: line, symbol: "circle", symbolSize: 7, lineStyle: { color: colour("champion"), width: 1.5, opacity: 0.8 }, itemStyle: { color: colour("champion") }, z: 10 },
    ],
  };
}
