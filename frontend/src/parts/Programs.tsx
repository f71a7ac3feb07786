// Two programs, file by file.

import { lazy, Suspense, useState } from "react";
import { useData } from "../api";
import type { Program } from "../types";
import { Trouble } from "./bits";

const Diff = lazy(() => import("./Diff"));

export interface Side {
  path: string | null;
  name: string;
}

export function Programs({ before, after }: { before: Side; after: Side }) {
  const old = useData<Program>(before.path);
  const fresh = useData<Program>(after.path);
  const [file, setFile] = useState<string | null>(null);
  const error = old.error ?? fresh.error;
  if (error !== null) return <Trouble error={error} />;
  if (fresh.data === null || (before.path !== null && old.data === null)) return <p className="quiet">reading programs…</p>;
  const files = [...new Set([...Object.keys(fresh.data.files), ...Object.keys(old.data?.files ?? {})])].sort();
  const shown = file !== null && files.includes(file) ? file : fresh.data.main;
  const cut = fresh.data.cut.includes(shown) || old.data?.cut.includes(shown);
  const [a, b] = [old.data?.files[shown] ?? "", fresh.data.files[shown] ?? ""];
  return (
    <>
      {files.length > 1 && (
        <div className="files" role="group" aria-label="Files">
          {files.map((name) => (
            <button key={name} aria-pressed={name === shown} onClick={() => setFile(name)}>
              {name}
              {old.data && old.data.files[name] !== fresh.data!.files[name] ? " •" : ""}
            </button>
          ))}
        </div>
      )}
      {cut && <p className="quiet">Only the beginning of this file is shown.</p>}
      {a === b && <p className="quiet">The two are the same.</p>}
      <Suspense fallback={<p className="quiet">loading…</p>}>
        <Diff before={a} after={b} beforeName={before.name} afterName={after.name} language={fresh.data.language} />
      </Suspense>
    </>
  );
}
