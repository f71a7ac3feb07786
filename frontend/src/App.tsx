import { lazy, Suspense, useState } from "react";
import { Runs } from "./pages/Runs";
import { Run } from "./pages/Run";
import { useRoute } from "./route";
import { choose, chosen, type Choice } from "./theme";

const Compare = lazy(() => import("./pages/Compare").then((m) => ({ default: m.Compare })));
const CompareRuns = lazy(() => import("./pages/CompareRuns").then((m) => ({ default: m.CompareRuns })));

export function App() {
  const route = useRoute();
  return (
    <>
      <a className="skip" href="#main" onClick={skip}>
        Skip to content
      </a>
      <header className="bar">
        <a className="brand" href="#/">
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path d="M1 14h3V9h4V5h4V2h3" fill="none" stroke="currentColor" strokeWidth="2" />
          </svg>
          adrs
        </a>
        <Crumbs route={route} />
        <Theme />
      </header>
      <main id="main" tabIndex={-1}>
        <Suspense fallback={<p className="quiet">loading…</p>}>
          <Page route={route} />
        </Suspense>
      </main>
    </>
  );
}

function skip(event: React.MouseEvent): void {
  event.preventDefault(); // the hash is the route
  document.getElementById("main")?.focus();
}

function Page({ route }: { route: string[] }) {
  const [first, ...rest] = route;
  if (first === "run" && rest[0]) return <Run key={rest[0]} run={rest[0]} tab={rest[1] ?? ""} item={rest[2] ?? ""} />;
  if (first === "compare" && rest.length >= 3) return <Compare a={[rest[0], rest[1]]} b={[rest[2], rest[3] ?? ""]} />;
  if (first === "runs" && rest.length >= 2) return <CompareRuns names={rest} />;
  return <Runs />;
}

function Crumbs({ route }: { route: string[] }) {
  const here = route[0] === "run" ? route[1] : route[0] === "compare" ? "compare" : route[0] === "runs" ? "compare runs" : "";
  return (
    <nav aria-label="Breadcrumb" className="crumbs">
      <a href="#/" aria-current={here ? undefined : "page"}>
        runs
      </a>
      {here && (
        <>
          <span aria-hidden="true"> / </span>
          <a href={route[0] === "run" ? `#/run/${encodeURIComponent(here)}` : window.location.hash} aria-current="page">
            {here}
          </a>
        </>
      )}
    </nav>
  );
}

function Theme() {
  const [choice, setChoice] = useState<Choice>(chosen());
  return (
    <label className="theme">
      <span className="hidden">Colours</span>
      <select
        value={choice}
        onChange={(event) => {
          const next = event.target.value as Choice;
          setChoice(next);
          choose(next);
        }}
      >
        <option value="system">system</option>
        <option value="light">light</option>
        <option value="dark">dark</option>
      </select>
    </label>
  );
}
