/** Faults and what became of the message, side by side. */
import type { Result } from './drill.ts';

export function tableOf(results: readonly Result[]): string {
  const rows = results.map(({ name, outcome, troubles, minutes }) => [
    name,
    troubles.length > 0 ? `WRONG: ${troubles.join('; ')}` : outcome,
    minutes > 0 ? `${minutes} min` : 'at once',
  ]);
  const lines = [['fault', 'outcome', 'at rest after'], ...rows];
  const widths = [0, 1].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const aligned = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return ['', ...aligned, `${results.length} faults`].join('\n');
}
