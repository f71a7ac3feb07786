// Figures for people. A dash stands for what is not known; never a zero.

import type { Num, Objective } from "./types";

export function num(value: Num | undefined, digits = 5): string {
  if (value === null || value === undefined) return "–";
  if (value !== 0 && (Math.abs(value) >= 1e7 || Math.abs(value) < 1e-4)) return value.toExponential(digits - 1);
  return value.toLocaleString("en", { maximumSignificantDigits: digits });
}

export function percent(value: Num | undefined, digits = 1): string {
  if (value === null || value === undefined) return "–";
  const sign = value > 0 ? "+" : value < 0 ? "−" : "";
  return `${sign}${(100 * Math.abs(value)).toFixed(digits)} %`;
}

export function usd(value: number): string {
  return value === 0 ? "$0" : value < 0.01 ? "<$0.01" : `$${value.toFixed(2)}`;
}

export function count(value: number): string {
  return value >= 1e6 ? `${num(value / 1e6, 3)}M` : value >= 1e4 ? `${num(value / 1e3, 3)}k` : value.toLocaleString("en");
}

export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

export function moment(at: Num): string {
  if (at === null || at === 0) return "–";
  return new Date(at * 1000).toISOString().slice(0, 16).replace("T", " ") + "Z";
}

export function clock(at: number): string {
  return at === 0 ? "" : new Date(at * 1000).toISOString().slice(11, 19);
}

export function mib(bytes: number): string {
  return `${num(bytes / 2 ** 20, 3)} MiB`;
}

/** Whether a search goes on, or would if it were not paused. */
export function goesOn(status: string): boolean {
  return status === "searching" || status === "paused";
}

/** Relative gain over a reference; more is better whichever way the objective points. */
export function gain(value: Num, reference: Num, objective: Objective): Num {
  if (value === null || reference === null || reference === 0 || objective.direction === null) return null;
  const sign = objective.direction === "minimize" ? 1 : -1;
  return (sign * (reference - value)) / Math.abs(reference);
}

export function plural(n: number, one: string, many = one + "s"): string {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}
