/** Who asked, as the asking process says it. */

/** Of a name in the log. */
const maxName = 100;

/** It is written into the log and shown by terminals: short, and without characters that steer. */
export function operatorName(by: unknown): string {
  if (typeof by !== 'string') return 'command line';
  const name = by
    .slice(0, maxName)
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
    .trim();
  return name === '' ? 'command line' : name;
}
