import { useState } from "react";
import { enc, useData } from "../api";
import { count, mib, num, usd } from "../format";
import { CandidateLink, Fate, Pager, Panel, Scroll, Trouble } from "../parts/bits";
import { go } from "../route";
import type { Row } from "../types";

const PAGE = 50;
const COLUMNS: [string, string][] = [
  ["number", "candidate"],
  ["score", "score"],
  ["value", "value"],
  ["cpu_s", "CPU s"],
  ["memory_bytes", "memory"],
  ["tokens", "tokens"],
  ["cost_usd", "cost"],
  ["depth", "generation"],
];
const OUTCOMES = ["", "IMPROVED", "NEW", "REJECTED", "VALID", "GATED", "INVALID", "CRASHED", "TIMED_OUT", "OUT_OF_MEMORY"];

export function Candidates({ run, number }: { run: string; number: number }) {
  const [sort, setSort] = useState("number");
  const [order, setOrder] = useState<"asc" | "desc">("desc");
  const [outcome, setOutcome] = useState("");
  const [query, setQuery] = useState("");
  const [offset, setOffset] = useState(0);
  const [picked, setPicked] = useState<string[]>([]);
  const path = `api/runs/${enc(run)}/candidates?sort=${sort}&order=${order}&outcome=${outcome}&q=${enc(query)}&offset=${offset}&limit=${PAGE}`;
  const { data, error } = useData<{ total: number; rows: Row[] }>(path, number);
  const by = (name: string) => {
    setOrder(name === sort && order === "desc" ? "asc" : "desc");
    setSort(name);
    setOffset(0);
  };
  const pick = (id: string, on: boolean) => setPicked((was) => (on ? [...was, id].slice(-2) : was.filter((other) => other !== id)));
  const aside = (
    <>
      <input type="search" aria-label="Search in names, origins and notes" placeholder="search" value={query} onChange={(e) => (setQuery(e.target.value), setOffset(0))} />{" "}
      <select aria-label="What became of them" value={outcome} onChange={(e) => (setOutcome(e.target.value), setOffset(0))}>
        {OUTCOMES.map((name) => (
          <option key={name} value={name}>
            {name ? name.toLowerCase().replaceAll("_", " ") : "all"}
          </option>
        ))}
      </select>{" "}
      <button disabled={picked.length !== 2} onClick={() => go("compare", run, picked[0], run, picked[1])}>
        compare two
      </button>
    </>
  );
  return (
    <Panel title="Candidates" aside={aside}>
      <Trouble error={error} />
      {data && (
        <>
          <Scroll label="Candidates">
            <table>
              <thead>
                <tr>
                  <th scope="col">
                    <span className="hidden">compare</span>
                  </th>
                  {COLUMNS.map(([name, label]) => (
                    <th key={name} scope="col" className={name === "number" ? "" : "right"} aria-sort={sort === name ? (order === "asc" ? "ascending" : "descending") : "none"}>
                      <button className="sort" onClick={() => by(name)}>
                        {label} <span aria-hidden="true">{sort === name ? (order === "asc" ? "↑" : "↓") : ""}</span>
                      </button>
                    </th>
                  ))}
                  <th scope="col">origin</th>
                  <th scope="col">note</th>
                </tr>
              </thead>
              <tbody>
                {data.rows.map((row) => (
                  <tr key={row.id}>
                    <td>
                      <input type="checkbox" aria-label={`compare ${row.id}`} checked={picked.includes(row.id)} onChange={(e) => pick(row.id, e.target.checked)} />
                    </td>
                    <th scope="row">
                      <CandidateLink run={run} id={row.id} /> <Fate row={row} />
                    </th>
                    <td className="right number">{num(row.score, 4)}</td>
                    <td className="right number">{num(row.value)}</td>
                    <td className="right number">{num(row.cpu_s, 3)}</td>
                    <td className="right number">{row.memory_bytes > 0 ? mib(row.memory_bytes) : "–"}</td>
                    <td className="right number">{row.tokens > 0 ? count(row.tokens) : "–"}</td>
                    <td className="right number">{row.tokens > 0 ? usd(row.cost_usd) : "–"}</td>
                    <td className="right number">{row.depth}</td>
                    <td className="mono">{row.origin}</td>
                    <td className="note">{row.note}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
          <Pager offset={offset} count={PAGE} total={data.total} turn={setOffset} />
        </>
      )}
    </Panel>
  );
}
