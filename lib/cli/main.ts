/** `citrusmail`: finds the command, gives it its arguments, turns what it throws into a sentence and an exit status. */
import { type Command, CommandFailed, type ExitStatus, type Output, parseCall, UsageError } from './command.ts';
import { createOutput } from './output.ts';

interface Entry {
  /** One line for the list of commands. */
  summary: string;
  /** Called for that command alone: nobody waits for a filter to load who only asks for help. */
  load(): Promise<{ command: Command }>;
}

/** In the order in which a newcomer meets them. */
const commands: Record<string, Entry> = {
  serve: {
    summary: 'runs the filter: SMTP, POP3, delivery and the status page',
    load: () => import('./commands/serve.ts'),
  },
  try: {
    summary: 'sends sample messages of every kind through the running filter and shows what became of each',
    load: () => import('./commands/try.ts'),
  },
  scan: {
    summary: 'opens, analyses and decides on files, without a server',
    load: () => import('./commands/scan.ts'),
  },
  log: {
    summary: 'finds messages and says what became of each, and why',
    load: () => import('./commands/log.ts'),
  },
  quarantine: {
    summary: 'lists, shows, releases and deletes what is held',
    load: () => import('./commands/quarantine.ts'),
  },
  queue: {
    summary: 'lists what is on its way, tries it now, holds or drops it',
    load: () => import('./commands/queue.ts'),
  },
  policy: {
    summary: 'applies, exports, compares and shows the policy',
    load: () => import('./commands/policy.ts'),
  },
  directory: {
    summary: 'applies and exports the directory: domains, recipients, groups, mailboxes',
    load: () => import('./commands/directory.ts'),
  },
  train: {
    summary: 'teaches the spam filter from messages saved as files, and takes lessons back',
    load: () => import('./commands/train.ts'),
  },
  doctor: {
    summary: 'lists what an installation, here or in AWS, still lacks, and what to do about it',
    load: () => import('./commands/doctor.ts'),
  },
  config: {
    summary: 'checks the settings file',
    load: () => import('./commands/config.ts'),
  },
};

const entryOf = (name: string | undefined): Entry | undefined =>
  name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;

async function main(args: string[]): Promise<ExitStatus> {
  const out = createOutput(args.includes('--json'));
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') return help(rest[0], out);
  const entry = entryOf(name);
  if (!entry) {
    out.complain(`There is no command '${name}'. ${commandList()}`);
    return 2;
  }
  const { command } = await entry.load();
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
  const entry = entryOf(name);
  return say(entry ? (await entry.load()).command.usage : commandList(), out);
}

function commandList(): string {
  const rows = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`);
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
