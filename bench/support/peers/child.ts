/** A server that runs as our child in the foreground, and ends with us. */
import { type ChildProcess, spawn } from 'node:child_process';

export interface Child {
  pid: number;
  stop(): Promise<void>;
}

const lastLines = 20;

/** Its own process group, so that whoever it leaves behind can be ended with it. */
export function startChild(command: string, args: string[]): Child {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const said = complaints(child);
  let stopping = false;
  const kill = (): void => signal(child, 'SIGKILL');
  process.once('exit', kill);
  const gone = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      console.warn(`${command} did not start: ${error.message}`);
      resolve();
    });
    child.once('exit', (status) => {
      process.removeListener('exit', kill);
      if (!stopping) console.warn(`${command} ended with status ${status}:\n${said()}`);
      resolve();
    });
  });
  return {
    pid: child.pid ?? 0,
    async stop() {
      stopping = true;
      child.kill('SIGTERM');
      const late = setTimeout(kill, 10_000);
      await gone;
      clearTimeout(late);
    },
  };
}

function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, name);
  } catch {
    // The whole group has gone already.
  }
}

function complaints(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (data: string) => (text = (text + data).slice(-10_000)));
  return () => text.split('\n').slice(-lastLines).join('\n');
}
