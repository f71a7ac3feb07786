import { useState } from "react";
import { enc, useData } from "../api";
import { num } from "../format";
import { CandidateLink, Fate, Pager, Panel, Scroll, Trouble } from "../parts/bits";
import type { Heat as Data, Num, Objective } from "../types";

const PAGE = 40;

/** Candidates by workloads. Cells are figures first; their shade repeats what the figure says. */
export function Heat({ run, number, objective }: { run: string; number: number; objective: Objective }) {
  const [rows, setRows] = useState("line");
  const [what, setWhat] = useState<"scores" | "values">("scores");
  const [offset, setOffset] = useState(0);
  const { data, error } = useData<Data>(`api/runs/${enc(run)}/heat?rows=${rows}&offset=${offset}&limit=${PAGE}`, number);
  const aside = (
    <>
      <label>
        candidates{" "}
        <select
          value={rows}
          onChange={(event) => {
            setRows(event.target.value);
            setOffset(0);
          }}
        >
          <option value="line">on the line to the champion</option>
          <option value="best">best first</option>
          <option value="recent">newest first</option>
        </select>
      </label>{" "}
      <label>
        cells{" "}
        <select value={what} onChange={(event) => setWhat(event.target.value as typeof what)}>
          <option value="scores">score (0 naive, 1 human)</option>
          <option value="values">{objective.unit || "value"}</option>
        </select>
      </label>
    </>
  );
  return (
    <Panel title="Candidates by train workloads" aside={aside}>
      <Trouble error={error} />
      {data && (
        <>
          <Scroll label="Candidates by workloads">
            <table className="heat">
              <thead>
                <tr>
                  <th scope="col">candidate</th>
                  <th scope="col" className="right">
                    {what === "scores" ? "score" : "value"}
                  </th>
                  {data.workloads.map((name, i) => (
                    <th scope="col" key={name} title={[name, data.families[i]].filter(Boolean).join(", ")}>
                      <span className="slanted">{name.replace(/^train\//, "")}</span>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {what === "values" && <Reference name="human" cells={data.references.human} />}
                {what === "values" && data.bounds.some((b) => b !== null) && <Reference name="bound" cells={data.bounds} />}
                {data.rows.map((row) => (
                  <tr key={row.id}>
                    <th scope="row">
                      <CandidateLink run={run} id={row.id} /> <Fate row={row} brief />
                    </th>
                    <td className="right number strong">{num(what === "scores" ? row.score : row.value, 4)}</td>
                    {row.scores.map((score, i) => (
                      <td key={i} className="cell number" style={{ background: shade(score) }}>
                        {num(what === "scores" ? score : row.values[i], 3)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
          <Pager offset={offset} count={PAGE} total={data.total} turn={setOffset} />
          <p className="caption">
            Shade: <span className="swatch" style={{ background: shade(0) }} /> naive or worse <span className="swatch" style={{ background: shade(1) }} /> human{" "}
            <span className="swatch" style={{ background: shade(2) }} /> as far beyond human again. A dash: not run, or not valid.
          </p>
        </>
      )}
    </Panel>
  );
}

function Reference({ name, cells }: { name: string; cells: Num[] }) {
  return (
    <tr className="reference">
      <th scope="row">{name}</th>
      <td />
      {cells.map((cell, i) => (
        <td key={i} className="cell number">
          {num(cell, 3)}
        </td>
      ))}
    </tr>
  );
}

function shade(score: Num): string | undefined {
  if (score === null) return undefined;
  const part = Math.round(Math.max(0, Math.min(2, score)) * 24);
  return `color-mix(in oklab, var(--champion) ${part}%, var(--panel))`;
}
