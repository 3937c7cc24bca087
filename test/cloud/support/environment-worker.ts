/** One Lambda environment: a thread with the function's own variables, its code loaded once, its invocations one after the other. */
import { parentPort, workerData } from 'node:worker_threads';

import { setClock } from './clock.ts';

export interface EnvironmentData {
  /** URL of the bundle's entry. */
  entry: string;
  name: string;
  memory: number;
  /** Milliseconds that the rehearsal's clock is ahead. */
  ahead: SharedArrayBuffer;
}

export interface Task {
  n: number;
  event: unknown;
  /** Milliseconds. */
  timeout: number;
}

export type Done =
  | { n: number; payload: unknown; cpu: number }
  | { n: number; error: { errorType: string; errorMessage: string }; cpu: number };

type Handler = (event: unknown, context: object) => Promise<unknown>;

const { entry, name, memory, ahead } = workerData as EnvironmentData;
setClock(new BigInt64Array(ahead));

const { handler } = (await import(entry)) as { handler: Handler };

parentPort?.on('message', (task: Task) => {
  void answer(task);
});
parentPort?.postMessage('ready');

async function answer(task: Task): Promise<void> {
  parentPort?.postMessage(await run(task));
}

async function run({ n, event, timeout }: Task): Promise<Done> {
  const end = performance.now() + timeout;
  const before = process.threadCpuUsage();
  const spent = (): number => {
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1000;
  };
  const context = {
    awsRequestId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:eu-central-1:000000000000:function:${name}`,
    memoryLimitInMB: String(memory),
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(end - performance.now())),
    callbackWaitsForEmptyEventLoop: true,
  };
  try {
    const payload = await handler(event, context);
    return { n, payload: payload === undefined ? null : JSON.parse(JSON.stringify(payload)), cpu: spent() };
  } catch (error) {
    const { name: errorType, message: errorMessage } = error instanceof Error ? error : new Error(String(error));
    return { n, error: { errorType, errorMessage }, cpu: spent() };
  }
}
