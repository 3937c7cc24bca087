/** Worker threads that open and analyse: each reads its message from the spool itself and gives back the evidence. */
import { Piscina } from 'piscina';

import type { Evidence } from '#core/analyse/evidence.ts';
import type { Envelope } from '#core/message/envelope.ts';
import { createGate } from './gate.ts';
import type { ToolkitSettings } from './toolkit.ts';

export interface ScanPool {
  /** Rejects when the worker broke or took longer than any message may. */
  scan(envelope: Envelope, scan: number): Promise<Evidence>;
  close(): Promise<void>;
}

export interface ScanTask {
  envelope: Envelope;
  scan: number;
}

export interface WorkerData {
  dataDir: string;
  toolkit: ToolkitSettings;
}

/** Examiners have limits of their own; this one ends a thread that a message keeps from ever looking at its clock. */
const hardTimeLimit = 90_000;
/** The largest message, its parts and 200 MB of unpacked archives, with room to work. */
const heapLimitMb = 1_024;

/** `perThread`: a scan waits for clamd and DNS half of its time, and another may use it. */
export function createScanPool(workerData: WorkerData, threads: number, perThread: number): ScanPool {
  const pool = new Piscina<ScanTask, Evidence>({
    filename: new URL('./scan-worker.ts', import.meta.url).href,
    workerData,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: perThread,
    // An idle thread must still hear that clamd closed its connection: it may not sleep in Atomics.wait.
    atomics: 'disabled',
    resourceLimits: { maxOldGenerationSizeMb: heapLimitMb },
  });
  // A message that waits for a thread is innocent of the wait: its time begins with its turn.
  const turn = createGate(threads * perThread);
  return {
    scan: (envelope, scan) => turn(() => pool.run({ envelope, scan }, { signal: AbortSignal.timeout(hardTimeLimit) })),
    close: () => pool.close({ force: true }),
  };
}
