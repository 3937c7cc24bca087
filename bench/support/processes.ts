/** What processes cost, as the kernel counts it: CPU time and peak memory of whole process trees (proc(5)). */
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time for /proc in hundredths of a second, whatever HZ is. */
const ticksPerSecond = 100;

interface ProcessFacts {
  pid: number;
  parent: number;
  name: string;
  /** Its own, and that of its children which have ended and been waited for. */
  cpuSeconds: number;
}

export interface Cost {
  cpuSeconds: number;
  /** By the name of the process; one that has ended counts for its parent. */
  byName: Map<string, number>;
}

/** All processes below these, themselves included. */
export function costOf(roots: number[]): Cost {
  const byName = new Map<string, number>();
  for (const { name, cpuSeconds } of treeOf(roots)) byName.set(name, (byName.get(name) ?? 0) + cpuSeconds);
  return { cpuSeconds: [...byName.values()].reduce((total, spent) => total + spent, 0), byName };
}

export interface Meter {
  /** What was spent since the start, and the most memory that was seen. */
  stop(): Cost & { peakMb: number };
}

const sampleInterval = 1_000;

export function startMeter(roots: number[]): Meter {
  const before = costOf(roots);
  let peakMb = memoryOf(roots);
  const sample = (): void => void (peakMb = Math.max(peakMb, memoryOf(roots)));
  const timer = setInterval(sample, sampleInterval);
  return {
    stop() {
      clearInterval(timer);
      sample();
      const after = costOf(roots);
      const names = [...after.byName].map(([name, spent]) => [name, spent - (before.byName.get(name) ?? 0)] as const);
      return { cpuSeconds: after.cpuSeconds - before.cpuSeconds, byName: new Map(names), peakMb };
    },
  };
}

/** What several processes share counts once, in parts (`Pss`): forks of one program would be counted many times over. */
function memoryOf(roots: number[]): number {
  return treeOf(roots).reduce((total, { pid }) => total + shareOf(pid), 0);
}

function shareOf(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function treeOf(roots: number[]): ProcessFacts[] {
  const all = processes();
  const wanted = new Set(roots);
  for (let grown = true; grown;) {
    grown = false;
    for (const { pid, parent } of all) {
      if (!wanted.has(parent) || wanted.has(pid)) continue;
      wanted.add(pid);
      grown = true;
    }
  }
  return all.filter(({ pid }) => wanted.has(pid));
}

function processes(): ProcessFacts[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        return [facts(Number(entry))];
      } catch {
        return [];
      }
    });
}

/** A packaged clamd runs under its own loader, and Node names its first thread. */
const properNames = new Map([
  ['ld-linux-x86-64', 'clamd'],
  ['ld-linux-aarch6', 'clamd'],
  ['MainThread', 'node'],
  ['node-MainThread', 'node'],
]);

function facts(pid: number): ProcessFacts {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name stands in parentheses and may hold any character, parentheses too.
  const close = stat.lastIndexOf(')');
  const fields = stat.slice(close + 2).split(' ');
  const ticks = [11, 12, 13, 14].reduce((total, index) => total + Number(fields[index] ?? 0), 0);
  const name = stat.slice(stat.indexOf('(') + 1, close);
  return { pid, parent: Number(fields[1]), name: properNames.get(name) ?? name, cpuSeconds: ticks / ticksPerSecond };
}
