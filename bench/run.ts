/** `npm run bench -- NAME [ARGS]`: runs bench/NAME.ts. */
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';

interface Bench {
  /** One line for the list. */
  summary: string;
  run(args: string[]): Promise<void>;
}

const isBench = (module: unknown): module is Bench =>
  typeof module === 'object' && module !== null && 'run' in module && 'summary' in module;

async function benches(): Promise<Map<string, Bench>> {
  const found = new Map<string, Bench>();
  for (const file of globSync('*.ts', { cwd: import.meta.dirname }).toSorted()) {
    if (file === basename(import.meta.filename) || file.endsWith('.test.ts')) continue;
    const module: unknown = await import(join(import.meta.dirname, file));
    if (isBench(module)) found.set(file.replace(/\.ts$/, ''), module);
  }
  return found;
}

const [name, ...args] = process.argv.slice(2);
const all = await benches();
const bench = name === undefined ? undefined : all.get(name);
if (bench) await bench.run(args);
else {
  const list = [...all].map(([known, { summary }]) => `  ${known.padEnd(12)}${summary}`);
  console.error([name === undefined ? 'Name a bench:' : `There is no bench '${name}'. There are:`, ...list].join('\n'));
  process.exitCode = 2;
}
