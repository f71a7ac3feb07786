// What the API answers with; see src/adrs/dashboard/pages.

export type Num = number | null;

export interface Margin {
  mean: number;
  low: number;
  high: number;
  workloads: number;
}

export interface Card {
  run: string;
  problem: string;
  strategy: string;
  status: "searching" | "paused" | "scoring" | "finished";
  started: Num;
  last: number;
  evaluations: number;
  limit: Num;
  seconds: number;
  cost_usd: number;
  tokens: number;
  candidate: string | null;
  score: Num;
  train: Num;
  self_scored: boolean;
  human: Num;
  test: Num;
  margin: Margin | null;
  error?: string;
  spark: [number, number][];
  number: number;
}

export interface Bound {
  value: number;
  kind: "optimal" | "bound" | "best_known";
  best_known?: number;
}

export interface Split {
  split: string;
  opened: boolean;
  champion: Num;
  naive: Num;
  human: Num;
  bound: Bound | null;
  margin: Margin | null;
}

export interface Arm {
  arm: string;
  tried: number;
  failed: number;
  improved: number;
  lead: number;
  leads: number;
  best: Num;
  tokens: number;
  cost_usd: number;
}

export interface News {
  number: number;
  at: number;
  kind: string;
  text: string;
  candidate: string;
}

export interface Flight {
  kind: "brief" | "call";
  name: string;
  what: string;
  parent: string;
  since: number;
}

export interface Wish {
  number: number;
  at: number;
  kind: string;
  author: string;
  detail: Record<string, unknown>;
  refused: string;
}

export interface Objective {
  state: "ready" | "pending" | "missing";
  why: string;
  title: string;
  name: string;
  unit: string;
  direction: "minimize" | "maximize" | null;
  aggregate: string | null;
  bounds: Record<string, Bound>;
}

export interface Overview extends Card {
  complete: boolean;
  stopped: string | null;
  objective: Objective;
  splits: Split[];
  curve: [number, number, number, number, string][];
  cloud: [number, number, number][];
  arms: Arm[];
  spent: [number, number, number, number][];
  failures: { outcome: string; what: string; count: number }[];
  outcomes: Record<string, number>;
  proposals: { asked: number; failed: number; reasons: Record<string, number> };
  admissions: Record<string, number>[];
  flight: Flight[];
  news: News[];
  config: Record<string, unknown>;
  environment: Record<string, unknown>;
  wishes: Wish[];
  calls: { made: number; failed: number };
  usage: Record<string, number>;
  candidates: number;
}

export interface Row {
  id: string;
  number: number;
  parent: string | null;
  parents: string[];
  origin: string;
  note: string;
  outcome: string;
  admission: string;
  value: Num;
  score: Num;
  evaluations: number;
  seconds: number;
  depth: number;
  tokens: number;
  cost_usd: number;
  cpu_s: number;
  wall_s: number;
  memory_bytes: number;
}

export interface TreeNode extends Row {
  children: number;
  below: number;
  failed_below: number;
  best_below: [string, Num] | null;
}

export interface Trunk {
  champion: string | null;
  total: number;
  line: TreeNode[];
  roots: TreeNode[];
}

export interface Atlas {
  ids: string[];
  x: number[];
  y: Num[];
  parent: number[];
  outcome: string[];
  admission: number[];
  line: number[];
  total: number;
}

export interface Scatter {
  x: string;
  y: string;
  total: number;
  placed: number;
  points: [number, number, string, string, number, string, number][];
  line: string[];
}

export interface Heat {
  workloads: string[];
  families: string[];
  bounds: Num[];
  references: { human: Num[]; naive: Num[] };
  total: number;
  rows: (Row & { scores: Num[]; values: Num[] })[];
}

export interface Verdict {
  workload: string;
  outcome: string;
  value: Num;
  normalised: Num;
  metrics: Record<string, number>;
  feedback: string;
  usage: { cpu_s: number; wall_s: number; peak_memory_bytes: number };
}

export interface Evaluation {
  value: Num;
  score: Num;
  outcome: string;
  complete: boolean;
  verdicts: Verdict[];
}

export interface Call {
  model: string;
  purpose: string;
  seconds: number;
  tokens: number;
  cost_usd: number;
  finish: string;
  error: string;
  recorded: boolean;
}

export interface Candidate extends Row {
  digest: string;
  rank: Num;
  candidates: number;
  evaluations_by_split: Record<string, Evaluation>;
  line: Row[];
  seed: string;
  children: number;
  descendants: number;
  calls: Call[];
  champion: boolean;
}

export interface Program {
  main: string;
  language: string;
  files: Record<string, string>;
  cut: string[];
}
