// The lineage as an outline. The trunk runs straight down from the seed to the champion; branches are counted and
// ranked by the best candidate in them, and are fetched a page at a time when they are opened.

import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { enc, get } from "../api";
import { num, plural } from "../format";
import { go } from "../route";
import type { TreeNode, Trunk } from "../types";
import { Fate } from "./bits";

const PAGE = 25;

interface Opened {
  nodes: TreeNode[];
  total: number;
}

type Line = { key: string; level: number; node: TreeNode; trunk: boolean; parent: string | null } | { key: string; level: number; more: string; left: number; parent: string };

export function Outline({ run, trunk, number }: { run: string; trunk: Trunk; number: number }) {
  const [opened, setOpened] = useState<Record<string, Opened>>({});
  const [by, setBy] = useState("promise");
  const [focus, setFocus] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const wanted = useRef(false);

  const fetchPage = async (id: string, have: TreeNode[]) => {
    const page = await get<Opened>(`api/runs/${enc(run)}/tree/${enc(id)}?offset=${have.length}&limit=${PAGE}&by=${by}`);
    setOpened((was) => ({ ...was, [id]: { nodes: [...have, ...page.nodes], total: page.total } }));
  };
  const close = (id: string) => setOpened(({ [id]: _, ...rest }) => rest);
  const lines = useMemo(() => flatten(trunk, opened), [trunk, opened]);
  const current = lines.find((line) => line.key === focus)?.key ?? lines[lines.length - 1]?.key;

  useEffect(() => {
    if (wanted.current) {
      box.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
      wanted.current = false;
    }
  }, [current]);
  useEffect(() => setOpened({}), [by]);

  const move = (index: number) => {
    wanted.current = true;
    setFocus(lines[Math.max(0, Math.min(lines.length - 1, index))].key);
  };
  const onKey = (event: KeyboardEvent) => {
    const at = lines.findIndex((line) => line.key === current);
    const line = lines[at];
    if (line === undefined) return;
    const act: Record<string, () => void> = {
      ArrowDown: () => move(at + 1),
      ArrowUp: () => move(at - 1),
      Home: () => move(0),
      End: () => move(lines.length - 1),
      ArrowRight: () => ("node" in line && line.node.children > 0 && !opened[line.node.id] ? void fetchPage(line.node.id, []) : move(at + 1)),
      ArrowLeft: () => ("node" in line && opened[line.node.id] ? close(line.node.id) : move(lines.findIndex((l) => l.key === line.parent))),
      Enter: () => activate(line),
      " ": () => ("node" in line ? toggle(line.node) : activate(line)),
    };
    if (event.key in act) {
      event.preventDefault();
      act[event.key]();
    }
  };
  const activate = (line: Line) => ("node" in line ? go("run", run, "candidate", line.node.id) : void fetchPage(line.more, opened[line.more].nodes));
  const toggle = (node: TreeNode) => (opened[node.id] ? close(node.id) : node.children > 0 && void fetchPage(node.id, []));

  return (
    <>
      <div className="controls">
        <label>
          branches by{" "}
          <select value={by} onChange={(event) => setBy(event.target.value)}>
            <option value="promise">the best in them</option>
            <option value="time">time</option>
          </select>
        </label>
        <span className="quiet">
          {plural(trunk.total, "candidate")}; event {number}. Arrows move, open and close; Enter opens the candidate.
        </span>
      </div>
      <div className="outline" role="tree" aria-label="Lineage" ref={box} onKeyDown={onKey}>
        {lines.map((line) => (
          <OutlineLine
            key={line.key}
            run={run}
            line={line}
            open={"node" in line ? line.node.id in opened : undefined}
            champion={"node" in line && line.node.id === trunk.champion}
            current={line.key === current}
            choose={() => setFocus(line.key)}
            toggle={() => ("node" in line ? toggle(line.node) : activate(line))}
          />
        ))}
      </div>
    </>
  );
}

interface LineProps {
  run: string;
  line: Line;
  open: boolean | undefined;
  champion: boolean;
  current: boolean;
  choose: () => void;
  toggle: () => void;
}

function OutlineLine({ run, line, open, champion, current, choose, toggle }: LineProps) {
  const shared = { role: "treeitem", "aria-level": line.level + 1, tabIndex: current ? 0 : -1, onFocus: choose };
  const indent = { paddingInlineStart: `${line.level * 22 + 8}px` };
  if (!("node" in line)) {
    return (
      <div {...shared} aria-selected={current} className="outline-line more" style={indent} onClick={toggle}>
        … {line.left} more
      </div>
    );
  }
  const { node, trunk } = line;
  const can = node.children > 0;
  return (
    <div {...shared} aria-expanded={can ? open : undefined} aria-selected={current} className={`outline-line ${trunk ? "trunk" : ""} ${champion ? "champion" : ""}`} style={indent}>
      <span className="twist" aria-hidden="true" onClick={can ? toggle : undefined}>
        {can ? (open ? "▾" : "▸") : ""}
      </span>
      <a className="mono" tabIndex={-1} href={`#/run/${enc(run)}/candidate/${enc(node.id)}`}>
        {node.id}
      </a>
      <Fate row={node} brief />
      <span className="number score">{num(node.score, 4)}</span>
      <span className="origin mono">{node.origin}</span>
      {champion && <span className="badge">champion</span>}
      <span className="note">{node.note}</span>
      {can && (
        <span className="branch quiet" onClick={toggle}>
          {trunk ? "also tried from here: " : ""}
          {plural(node.below, "candidate")}
          {node.failed_below > 0 && `, ${node.failed_below} failed`}
          {node.best_below && `, best ${num(node.best_below[1], 4)} (${node.best_below[0]})`}
        </span>
      )}
    </div>
  );
}

function flatten(trunk: Trunk, opened: Record<string, Opened>): Line[] {
  const lines: Line[] = [];
  const visit = (node: TreeNode, level: number, onTrunk: boolean, parent: string | null) => {
    lines.push({ key: node.id, level, node, trunk: onTrunk, parent });
    const below = opened[node.id];
    if (below === undefined) return;
    for (const child of below.nodes) visit(child, level + 1, false, node.id);
    const left = below.total - below.nodes.length;
    if (left > 0) lines.push({ key: `${node.id}…`, level: level + 1, more: node.id, left, parent: node.id });
  };
  let above: string | null = null;
  for (const node of trunk.line) {
    visit(node, 0, true, above);
    above = node.id;
  }
  for (const root of trunk.roots) visit(root, 0, false, null);
  return lines;
}
