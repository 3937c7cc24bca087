/** The template's functions at work: environments that are started when all others are busy, kept warm, and can die at any moment. */
import { Worker } from 'node:worker_threads';

import type { Done, EnvironmentData, Task } from './environment-worker.ts';

export interface Plan {
  /** Logical id in the template; also the access key that the function's calls are signed with. */
  id: string;
  /** As the template gives it, or its logical id without the hash. */
  name: string;
  arn: string;
  entry: string;
  environment: Record<string, string>;
  /** Seconds. */
  timeout: number;
  memory: number;
  architecture: string;
  role: string;
}

/** By the folder under `lambdas/`: logical ids end with it. */
export const isNamed = ({ name }: Plan, folder: string): boolean => name.toLowerCase().endsWith(folder);

export type Answer = { payload: unknown } | { error: { errorType: string; errorMessage: string } };

export interface Statistics {
  invocations: number;
  errors: number;
  coldStarts: number;
  /** Milliseconds of processor time in the function's thread. */
  cpu: number;
}

export class LambdaFunction {
  readonly plan: Plan;
  readonly statistics: Statistics = { invocations: 0, errors: 0, coldStarts: 0, cpu: 0 };
  /** Everything that it wrote to its log. */
  log = '';
  readonly #ahead: SharedArrayBuffer;
  readonly #idle: Environment[] = [];
  readonly #busy = new Set<Environment>();

  constructor(plan: Plan, ahead: SharedArrayBuffer) {
    this.plan = plan;
    this.#ahead = ahead;
  }

  async invoke(event: unknown): Promise<Answer> {
    this.statistics.invocations++;
    const environment = this.#idle.pop() ?? this.#start();
    this.#busy.add(environment);
    const answer = await environment.invoke(event);
    this.#busy.delete(environment);
    if (environment.alive) this.#idle.push(environment);
    this.statistics.cpu += environment.lastCpu;
    if ('error' in answer) this.statistics.errors++;
    return answer;
  }

  /** As when the machine under it dies: whatever runs ends where it is. */
  async die(): Promise<void> {
    await Promise.all([...this.#busy].map((environment) => environment.kill()));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#busy, ...this.#idle].map((environment) => environment.kill()));
    this.#idle.length = 0;
  }

  #start(): Environment {
    this.statistics.coldStarts++;
    return new Environment(this.plan, this.#ahead, (text) => (this.log += text));
  }
}

class Environment {
  alive = true;
  lastCpu = 0;
  readonly #plan: Plan;
  readonly #worker: Worker;
  readonly #ready: Promise<void>;
  #serial = 0;
  #end: ((answer: Answer) => void) | undefined;

  constructor(plan: Plan, ahead: SharedArrayBuffer, log: (text: string) => void) {
    this.#plan = plan;
    const { entry, name, memory } = plan;
    const workerData: EnvironmentData = { entry, name, memory, ahead };
    this.#worker = new Worker(new URL('./environment-worker.ts', import.meta.url), {
      workerData,
      env: plan.environment,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: memory },
    });
    this.#worker.stdout.setEncoding('utf8').on('data', log);
    this.#worker.stderr.setEncoding('utf8').on('data', log);
    this.#ready = new Promise((resolve) => this.#worker.once('message', () => resolve()));
    this.#worker.on('error', (error) => this.#died('Runtime.ExitError', error.message));
    this.#worker.on('exit', () => this.#died('Runtime.ExitError', 'Runtime exited'));
  }

  async invoke(event: unknown): Promise<Answer> {
    this.lastCpu = 0;
    const timeout = this.#plan.timeout * 1000;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#died('Sandbox.Timedout', `Task timed out after ${this.#plan.timeout} seconds`);
        void this.kill();
      }, timeout);
      this.#end = (answer) => {
        clearTimeout(timer);
        resolve(answer);
      };
      void this.#ready.then(() => this.#ask({ n: ++this.#serial, event, timeout }));
    });
  }

  async kill(): Promise<void> {
    this.#died('Runtime.ExitError', 'killed');
    await this.#worker.terminate();
  }

  #ask(task: Task): void {
    this.#worker.once('message', (done: Done) => {
      this.lastCpu = done.cpu;
      this.#finish('error' in done ? { error: done.error } : { payload: done.payload });
    });
    this.#worker.postMessage(task);
  }

  #died(errorType: string, errorMessage: string): void {
    this.alive = false;
    this.#finish({ error: { errorType, errorMessage } });
  }

  #finish(answer: Answer): void {
    const end = this.#end;
    this.#end = undefined;
    end?.(answer);
  }
}
