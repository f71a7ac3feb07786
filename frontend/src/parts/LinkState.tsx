import type { Link } from "../live";

const WORDS: Record<Link, [string, string]> = {
  live: ["●", "live"],
  connecting: ["◌", "connecting"],
  lost: ["○", "connection lost, trying again"],
};

export function LinkState({ link }: { link: Link }) {
  const [sign, word] = WORDS[link];
  return (
    <span className={`link ${link}`} role="status">
      <span aria-hidden="true">{sign}</span> {word}
    </span>
  );
}
