import { Panel } from "../parts/bits";
import type { Overview } from "../types";

export function Setup({ data }: { data: Overview }) {
  return (
    <div className="grid">
      <Panel title="Options">
        <Facts values={data.config} />
      </Panel>
      <Panel title="Environment">
        <Facts values={data.environment} />
      </Panel>
    </div>
  );
}

function Facts({ values }: { values: Record<string, unknown> }) {
  return (
    <dl className="facts setup">
      {Object.entries(values).map(([key, value]) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd className="mono">{typeof value === "string" ? value : JSON.stringify(value, null, 1)}</dd>
        </div>
      ))}
    </dl>
  );
}
