/** Patterns as administrators write them: `*` any characters, `?` exactly one, the rest as it stands, without regard to case. */

/** Is given text that `fold` has folded: a name is folded once and shown to many. */
export type Glob = (folded: string) => boolean;

/** The pieces between the stars are looked for from left to right, each at its first place: no going back, so no slow input. */
export function compileGlob(pattern: string): Glob {
  const pieces = fold(pattern).split('*');
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (pieces.length === 1) return (text) => text.length === first.length && standsAt(text, first, 0);
  const middle = pieces.slice(1, -1).filter((piece) => piece !== '');
  return (text) => between(text, first, middle, last);
}

export const fold = (text: string): string => text.normalize('NFC').toLowerCase();

function between(text: string, first: string, middle: readonly string[], last: string): boolean {
  const end = text.length - last.length;
  if (end < first.length || !standsAt(text, first, 0) || !standsAt(text, last, end)) return false;
  let from = first.length;
  for (const piece of middle) {
    const found = find(text, piece, from);
    if (found === -1) return false;
    from = found + piece.length;
  }
  return from <= end;
}

function standsAt(text: string, piece: string, at: number): boolean {
  if (!piece.includes('?')) return text.startsWith(piece, at);
  for (let i = 0; i < piece.length; i++) {
    if (piece[i] !== '?' && piece[i] !== text[at + i]) return false;
  }
  return true;
}

function find(text: string, piece: string, from: number): number {
  if (!piece.includes('?')) return text.indexOf(piece, from);
  for (let at = from; at + piece.length <= text.length; at++) {
    if (standsAt(text, piece, at)) return at;
  }
  return -1;
}
