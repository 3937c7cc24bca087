/** `citrusmail`: finds the command, gives it its arguments, turns what it throws into a sentence and an exit status. */
import { type Command, CommandFailed, type ExitStatus, type Output, parseCall, UsageError } from './command.ts';
import { createOutput } from './output.ts';

/** Loaded when called for: `citrusmail help` must not wait for a filter. In the order in which a newcomer meets them. */
const commands: Record<string, () => Promise<{ command: Command }>> = {
  serve: () => import('./commands/serve.ts'),
  try: () => import('./commands/try.ts'),
  scan: () => import('./commands/scan.ts'),
  log: () => import('./commands/log.ts'),
  quarantine: () => import('./commands/quarantine.ts'),
  queue: () => import('./commands/queue.ts'),
  policy: () => import('./commands/policy.ts'),
  directory: () => import('./commands/directory.ts'),
  train: () => import('./commands/train.ts'),
  config: () => import('./commands/config.ts'),
};

async function main(args: string[]): Promise<ExitStatus> {
  const out = createOutput(args.includes('--json'));
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') return help(rest[0], out);
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) {
    out.complain(`There is no command '${name}'. ${await commandList()}`);
    return 2;
  }
  const { command } = await load();
  try {
    const call = parseCall(command, rest);
    if (call.flags.on('help')) return say(command.usage, out);
    return await command.run({ ...call, out });
  } catch (error) {
    return explain(error, name, out);
  }
}

function explain(error: unknown, name: string, out: Output): ExitStatus {
  if (error instanceof UsageError) {
    out.complain(`${error.message}\nSee: citrusmail help ${name}`);
    return 2;
  }
  if (error instanceof CommandFailed) {
    out.complain(error.message);
    return error.status;
  }
  out.complain(`citrusmail ${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return 3;
}

async function help(name: string | undefined, out: Output): Promise<ExitStatus> {
  const load = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  return say(load ? (await load()).command.usage : await commandList(), out);
}

async function commandList(): Promise<string> {
  const rows = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => `  ${name.padEnd(12)}${(await load()).command.summary}`),
  );
  return ['Commands:', ...rows, '', 'citrusmail help COMMAND says more of each.'].join('\n');
}

function say(text: string, out: Output): ExitStatus {
  if (out.json) out.data({ help: text });
  else out.say(text);
  return 0;
}

// `citrusmail log | head`: the reader has seen enough.
process.stdout.on('error', (error) => {
  if ('code' in error && error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await main(process.argv.slice(2));
