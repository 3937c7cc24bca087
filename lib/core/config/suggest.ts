/** What somebody probably meant to write. */

/** `write "infected"`, or all that could be written where nothing is near. */
export function instead(written: string, candidates: readonly string[]): string {
  const near = nearest(written, candidates);
  if (near !== undefined) return `write "${near}"`;
  return candidates.length === 1 ? `write ${candidates[0]}` : `write one of ${candidates.join(', ')}`;
}

/** At most a third of the letters may be wrong. */
export function nearest(written: string, candidates: readonly string[]): string | undefined {
  const word = written.toLowerCase().slice(0, 64);
  return candidates
    .map((candidate) => ({ candidate, distance: editDistance(word, candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.floor(candidate.length / 3))
    .sort((a, b) => a.distance - b.distance)[0]?.candidate;
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let older: number[] = [];
  let old = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (old[j - 1] ?? 0) + Number(a[i - 1] !== b[j - 1]);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? (older[j - 2] ?? 0) + 1 : Infinity;
      row[j] = Math.min((old[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replaced, swapped);
    }
    older = old;
    old = row;
  }
  return old[b.length] ?? 0;
}
