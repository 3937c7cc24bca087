/** One thread of the scan pool. */
import { workerData } from 'node:worker_threads';

import { spoolReader } from '#adapters/embedded/spool.ts';
import type { Evidence } from '#core/analyse/evidence.ts';
import { scanMessage } from '#core/scan.ts';
import type { ScanTask, WorkerData } from './scan-pool.ts';
import { createToolkit } from './toolkit.ts';

const data = workerData as WorkerData;
const spool = spoolReader(data.dataDir);
const toolkit = await createToolkit(data.toolkit);

export default async function scan({ envelope, scan }: ScanTask): Promise<Evidence> {
  return scanMessage(envelope, await spool.bytes(envelope.id), scan, toolkit);
}
