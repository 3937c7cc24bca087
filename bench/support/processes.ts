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
  peakMb: number;
}

export interface Cost {
  cpuSeconds: number;
  peakMb: number;
}

/** All processes below these, themselves included. */
export function costOf(roots: number[]): Cost {
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
  return sum(all.filter(({ pid }) => wanted.has(pid)));
}

/** All processes of these names. */
export function costOfNamed(names: RegExp): Cost {
  return sum(processes().filter(({ name }) => names.test(name)));
}

function sum(found: ProcessFacts[]): Cost {
  return {
    cpuSeconds: found.reduce((total, { cpuSeconds }) => total + cpuSeconds, 0),
    peakMb: found.reduce((total, { peakMb }) => total + peakMb, 0),
  };
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

function facts(pid: number): ProcessFacts {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name stands in parentheses and may hold any character, parentheses too.
  const close = stat.lastIndexOf(')');
  const fields = stat.slice(close + 2).split(' ');
  const ticks = [11, 12, 13, 14].reduce((total, index) => total + Number(fields[index] ?? 0), 0);
  const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return {
    pid,
    parent: Number(fields[1]),
    name: stat.slice(stat.indexOf('(') + 1, close),
    cpuSeconds: ticks / ticksPerSecond,
    peakMb: Number(peak?.[1] ?? 0) / 1024,
  };
}
