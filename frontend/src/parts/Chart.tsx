// A cloud of points: ECharts core on a canvas, without its HTML tooltips (candidates' texts are hostile).

import { LinesChart, LineChart, ScatterChart } from "echarts/charts";
import { DataZoomComponent, GridComponent } from "echarts/components";
import { init, use, type ECharts, type EChartsCoreOption } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { colour, useTheme } from "../theme";

use([CanvasRenderer, GridComponent, DataZoomComponent, ScatterChart, LineChart, LinesChart]);

export interface ChartProps {
  label: string;
  option: () => EChartsCoreOption;
  height: number;
  onPoint: (id: string) => void;
  onHover: (id: string | null) => void;
}

/** `option` is called when it changes or the theme does; points carry their id as the third value. */
export function Chart(props: ChartProps) {
  const theme = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    const element = box.current!;
    const made = init(element);
    chart.current = made;
    const id = (event: unknown) => (event as { data?: { value?: unknown[] } | unknown[] }).data;
    const named = (event: unknown) => {
      const data = id(event);
      const value = Array.isArray(data) ? data : data?.value;
      return Array.isArray(value) && typeof value[2] === "string" ? value[2] : null;
    };
    made.on("click", (event) => {
      const name = named(event);
      if (name !== null) latest.current.onPoint(name);
    });
    made.on("mouseover", (event) => latest.current.onHover(named(event)));
    made.on("mouseout", () => latest.current.onHover(null));
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(element);
    return () => {
      watch.disconnect();
      made.dispose();
    };
  }, []);
  useEffect(() => {
    chart.current?.setOption(props.option(), { replaceMerge: ["series"] });
  }, [props.option, theme]);
  return <div ref={box} role="img" aria-label={props.label} className="chart" style={{ height: props.height }} />;
}

export function axisOf(name: string, more: object = {}): object {
  return {
    type: "value",
    scale: true,
    name,
    nameLocation: "middle",
    nameGap: 30,
    nameTextStyle: { color: colour("muted") },
    axisLabel: { color: colour("muted") },
    axisLine: { lineStyle: { color: colour("line") } },
    splitLine: { lineStyle: { color: colour("line") } },
    ...more,
  };
}

export const SYMBOLS: { name: string; sign: string; symbol: string; colour: string }[] = [
  { name: "rejected", sign: "○", symbol: "emptyCircle", colour: "muted" },
  { name: "improved", sign: "▲", symbol: "triangle", colour: "champion" },
  { name: "new", sign: "◆", symbol: "diamond", colour: "fresh" },
  { name: "failed or gated", sign: "×", symbol: "path://M0,2 L2,0 L5,3 L8,0 L10,2 L7,5 L10,8 L8,10 L5,7 L2,10 L0,8 L3,5 Z", colour: "failed" },
];

/** Which of the symbols a candidate gets. */
export function kindOf(outcome: string, admission: number): number {
  return outcome === "VALID" ? admission : 3;
}

export function Legend() {
  return (
    <p className="legend">
      {SYMBOLS.map((s) => (
        <span key={s.name}>
          <span style={{ color: `var(--${s.colour})` }} aria-hidden="true">
            {s.sign}
          </span>{" "}
          {s.name}
        </span>
      ))}
      <span>
        <span className="legend-line" aria-hidden="true" /> line to the champion
      </span>
    </p>
  );
}
