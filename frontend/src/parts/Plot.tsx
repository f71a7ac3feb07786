// A line plot: uPlot, drawn anew when data, theme or width change.

import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { colour, useTheme } from "../theme";

export interface Series {
  label: string;
  points: [number, number | null][];
  colour: string;
  style: "steps" | "line" | "dots" | "dashed";
  scale?: string;
}

export interface PlotProps {
  label: string;
  xLabel: string;
  series: Series[];
  range?: [number, number];
  rightLabel?: string;
  height?: number;
}

export function Plot(props: PlotProps) {
  const theme = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const { series, range, xLabel, height = 260, rightLabel } = props;
  useEffect(() => {
    const element = box.current;
    if (element === null || series.length === 0) return;
    const tables = series.map((s) => {
      const sorted = [...s.points].sort((a, b) => a[0] - b[0]);
      return [sorted.map((p) => p[0]), sorted.map((p) => p[1])] as uPlot.AlignedData;
    });
    const data = tables.length === 1 ? tables[0] : uPlot.join(tables);
    const options: uPlot.Options = {
      width: element.clientWidth,
      height,
      series: [{ label: xLabel }, ...series.map(drawn)],
      scales: { x: { time: false }, y: range ? { range: () => range } : {} },
      axes: [axis({ label: xLabel }), axis({ size: 64 }), ...(rightLabel ? [axis({ scale: "right", side: 1, size: 64, grid: { show: false } })] : [])],
      cursor: { points: { size: 7 }, drag: { x: true, y: false } },
      legend: { live: true },
    };
    const plot = new uPlot(options, data, element);
    const watch = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [series, range, xLabel, height, theme, rightLabel]);
  return (
    <figure className="plot">
      <figcaption className="hidden">{props.label}</figcaption>
      <div ref={box} role="img" aria-label={props.label} />
    </figure>
  );
}

function drawn(series: Series): uPlot.Series {
  const stroke = colour(series.colour);
  const shared: uPlot.Series = { label: series.label, stroke, spanGaps: true, scale: series.scale ?? "y", points: { show: false } };
  if (series.style === "dots") {
    return { ...shared, paths: () => null, spanGaps: false, points: { show: true, size: 4, width: 0, fill: stroke } };
  }
  if (series.style === "steps") {
    return { ...shared, width: 2, paths: uPlot.paths.stepped!({ align: 1 }), points: { show: true, size: 5, fill: stroke } };
  }
  return { ...shared, width: 1.5, dash: series.style === "dashed" ? [6, 4] : undefined };
}

function axis(more: Partial<uPlot.Axis>): uPlot.Axis {
  return {
    stroke: colour("muted"),
    grid: { stroke: colour("line"), width: 1 },
    ticks: { stroke: colour("line"), width: 1 },
    font: "12px system-ui, sans-serif",
    labelFont: "12px system-ui, sans-serif",
    labelSize: 20,
    ...more,
  };
}
