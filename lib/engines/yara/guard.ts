/**
 * Undoes a fault of this YARA-X (VirusTotal/yara-x issue 762): of equal patterns in two rules, both are switched off when the condition
 * of the first rule cannot hold for the file's size or first bytes. A pattern seen first in a rule without such a condition stays on, so
 * each file is preceded by a rule of ours that has all its patterns and asks for nothing.
 */

const value = String.raw`"(?:[^"\\\n]|\\.)*"|/(?:[^/\\\n]|\\.)+/[is]*|\{[^}"]*\}`;
const modifier = String.raw`\s+(?:ascii|wide|nocase|fullword|private|(?:xor|base64wide|base64)(?:\([^)\n]*\))?)(?![\w])`;
const pattern = new RegExp(String.raw`\$\w*\s*=\s*((?:${value})(?:${modifier})*)`, 'g');

/** Undefined where the source has no patterns. What only looks like one, in a comment, does no harm. */
export function guardFor(source: string): string | undefined {
  const patterns = new Set([...source.matchAll(pattern)].map(([, text]) => text ?? ''));
  if (patterns.size === 0) return undefined;
  const strings = [...patterns].map((text, n) => `    $p${n} = ${text}`);
  return ['private rule Every_Pattern', '{', '  strings:', ...strings, '  condition:', '    any of them', '}', ''].join(
    '\n',
  );
}
