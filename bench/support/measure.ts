/** One system under the same mail as every other: warmed up, loaded as fast as it takes it, then at a rate that all of them bear. */
import { percentile } from './figures.ts';
import { type Letter, sendAll, type Taken } from './load.ts';
import { costOf, startMeter } from './processes.ts';
import type { Sink } from './sink.ts';

export interface Figures {
  system: string;
  messages: number;
  seconds: number;
  cpuMs: number;
  /** Milliseconds of processor per message, by the name of the process. */
  shares: Record<string, number>;
  peakMb: number;
  /** From the final dot to the arrival at the sink: under full load, and at `steadyRate`. */
  full: Latency;
  steady: Latency;
}

export interface Latency {
  p50: number;
  p99: number;
}

export interface System {
  name: string;
  /** `host:port` */
  smtp: string;
  /** The processes whose trees it consists of. */
  pids: number[];
  /** Resolves when all that it took has come to rest. */
  settled(sent: Map<string, Taken>): Promise<void>;
}

export interface Loads {
  warmUp: Letter[];
  full: Letter[];
  steady: Letter[];
}

export const connections = 20;
/** Messages a second: about a third of what the slowest of them takes on two cores. */
export const steadyRate = 40;
const warmUps = 300;
const steadyMessages = 400;

/** The warm-up and the steady load are the same mail to other recipients. */
export function loadsOf(letters: Letter[]): Loads {
  const again = (count: number, prefix: string): Letter[] => {
    const stride = Math.max(1, Math.floor(letters.length / count));
    const chosen = letters.filter((_, index) => index % stride === 0).slice(0, count);
    return chosen.map((letter) => ({ ...letter, recipient: prefix + letter.recipient }));
  };
  return { warmUp: again(warmUps, 'w'), full: letters, steady: again(steadyMessages, 's') };
}

export async function measure(
  system: System,
  loads: Loads,
  sink: Sink,
): Promise<Figures & { sent: Map<string, Taken> }> {
  await send(system, loads.warmUp);
  await quiet(system.pids);
  const meter = startMeter(system.pids);
  const started = performance.now();
  const sent = await send(system, loads.full);
  const seconds = (performance.now() - started) / 1000;
  await quiet(system.pids);
  const { cpuSeconds, byName, peakMb } = meter.stop();
  const steadySent = await send(system, loads.steady, steadyRate);
  const perMessage = 1000 / loads.full.length;
  return {
    system: system.name,
    messages: loads.full.length,
    seconds,
    cpuMs: cpuSeconds * perMessage,
    shares: Object.fromEntries([...byName].map(([name, spent]) => [name, spent * perMessage])),
    peakMb,
    full: latency(sent, sink),
    steady: latency(steadySent, sink),
    sent,
  };
}

async function send(system: System, letters: Letter[], rate?: number): Promise<Map<string, Taken>> {
  const sent = new Map<string, Taken>();
  await sendAll(system.smtp, letters, connections, (taken) => sent.set(taken.letter.recipient, taken), rate);
  await system.settled(sent);
  return sent;
}

function latency(sent: Map<string, Taken>, sink: Sink): Latency {
  const waits = [...sent].flatMap(([recipient, { sentAt }]) => {
    const arrived = sink.arrivals.get(recipient)?.[0];
    return arrived === undefined ? [] : [arrived - sentAt];
  });
  return { p50: percentile(waits, 0.5), p99: percentile(waits, 0.99) };
}

const quietShare = 0.05;
const longestUnrest = 60;

/** Until it hardly works any more: what it does after a start or behind a delivery is done. */
export async function quiet(pids: number[]): Promise<void> {
  let before = costOf(pids).cpuSeconds;
  for (let second = 0; second < longestUnrest; second++) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const now = costOf(pids).cpuSeconds;
    if (now - before <= quietShare) return;
    before = now;
  }
  console.warn('It did not come to rest within a minute; its figures hold work that no message caused.');
}

/** For those that cannot be asked: until everything taken has arrived, or nothing arrives any more. */
export async function arrivedAll(sent: Map<string, Taken>, sink: Sink): Promise<void> {
  const taken = [...sent].filter(([, { reply }]) => reply.startsWith('2')).map(([recipient]) => recipient);
  const missing = (): number => taken.filter((recipient) => !sink.arrivals.has(recipient)).length;
  let still = 0;
  for (let left = missing(), before = left; left > 0; before = left, left = missing()) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    still = left === before ? still + 50 : 0;
    if (still > 20_000) return console.warn(`${left} messages were taken and did not arrive.`);
  }
}
