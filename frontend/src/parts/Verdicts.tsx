// What the judge said, workload by workload; with a second evaluation beside it, the two compared.

import { useState } from "react";
import { mib, num } from "../format";
import type { Evaluation } from "../types";
import { Panel, Scroll } from "./bits";

export function Verdicts({ evaluations, unit }: { evaluations: Record<string, Evaluation>; unit: string }) {
  const splits = Object.keys(evaluations);
  const [split, setSplit] = useState(splits[0]);
  const shown = evaluations[split] ?? evaluations[splits[0]];
  const aside =
    splits.length > 1 ? (
      <div className="files" role="group" aria-label="Split">
        {splits.map((name) => (
          <button key={name} aria-pressed={name === split} onClick={() => setSplit(name)}>
            {name}
          </button>
        ))}
      </div>
    ) : (
      <span className="quiet">{splits[0]}</span>
    );
  return (
    <Panel title="Verdicts" aside={aside}>
      {!shown.complete && <p className="quiet">A gate stopped it before the last workload.</p>}
      <Scroll label="Verdicts by workload">
        <table>
          <thead>
            <tr>
              <th scope="col">workload</th>
              <th scope="col">outcome</th>
              <th scope="col" className="right">
                {unit || "value"}
              </th>
              <th scope="col" className="right">
                score
              </th>
              <th scope="col" className="right">
                CPU s
              </th>
              <th scope="col" className="right">
                memory
              </th>
              <th scope="col">feedback</th>
            </tr>
          </thead>
          <tbody>
            {shown.verdicts.map((v) => (
              <tr key={v.workload}>
                <th scope="row" className="mono">
                  {v.workload}
                </th>
                <td className={v.outcome === "VALID" ? "" : "fate invalid"}>
                  {v.outcome === "VALID" ? "✓ valid" : `× ${v.outcome.toLowerCase().replaceAll("_", " ")}`}
                </td>
                <td className="right number strong">{num(v.value)}</td>
                <td className="right number">{num(v.normalised, 4)}</td>
                <td className="right number">{num(v.usage.cpu_s, 3)}</td>
                <td className="right number">{v.usage.peak_memory_bytes > 0 ? mib(v.usage.peak_memory_bytes) : "–"}</td>
                <td className="feedback">
                  {v.feedback}
                  {Object.keys(v.metrics).length > 0 && (
                    <div className="quiet small">
                      {Object.entries(v.metrics)
                        .map(([name, value]) => `${name} ${num(value, 4)}`)
                        .join(" · ")}
                    </div>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Panel>
  );
}
