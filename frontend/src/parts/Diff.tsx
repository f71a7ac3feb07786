// Two texts side by side, or one above the other where it is narrow. Text is text here: it is never parsed as HTML.

import { python } from "@codemirror/lang-python";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";
import { nonce } from "../api";

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.docString], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool], color: "var(--code-number)" },
  { tag: tags.comment, color: "var(--code-comment)", fontStyle: "italic" },
  { tag: tags.function(tags.definition(tags.variableName)), color: "var(--code-name)", fontWeight: "600" },
]);

function shared(language: string, label: string): Extension[] {
  return [
    lineNumbers(),
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
    EditorView.lineWrapping,
    EditorView.cspNonce.of(nonce),
    syntaxHighlighting(colours),
    ...(language === "python" ? [python()] : []),
  ];
}

export interface DiffProps {
  before: string;
  after: string;
  beforeName: string;
  afterName: string;
  language: string;
}

export default function Diff({ before, after, beforeName, afterName, language }: DiffProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const parent = box.current!;
    const collapse = { margin: 3, minSize: 6 };
    const limits = { scanLimit: 2000, timeout: 1000 };
    if (parent.clientWidth < 760) {
      const merge = unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged: collapse, diffConfig: limits });
      const view = new EditorView({ parent, doc: after, extensions: [...shared(language, `${afterName}, changes marked`), merge] });
      return () => view.destroy();
    }
    const view = new MergeView({
      parent,
      a: { doc: before, extensions: shared(language, beforeName) },
      b: { doc: after, extensions: shared(language, afterName) },
      collapseUnchanged: collapse,
      gutter: true,
      diffConfig: limits,
    });
    return () => view.destroy();
  }, [before, after, beforeName, afterName, language]);
  return (
    <div>
      <div className="diff-names mono">
        <span>− {beforeName}</span>
        <span>+ {afterName}</span>
      </div>
      <div ref={box} className="diff" />
    </div>
  );
}
