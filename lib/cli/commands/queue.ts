import { type Call, type Command, type ExitStatus, operatedOptions, UsageError } from '../command.ts';
import { operate } from '../installation.ts';
import { cell, shortId, shortTime, table } from '../output.ts';
import { atLeastOne } from './quarantine.ts';

export const command: Command = {
  usage: `citrusmail queue list [--limit N]
citrusmail queue retry ID...      try now, with a fresh give-up time
citrusmail queue hold ID...       into the quarantine instead
citrusmail queue drop ID...       ends as deleted; nothing is sent

--recipient ADDRESS takes that recipient's copy alone. All take --json, --data DIR or --cloud NAME[@REGION].`,
  options: { ...operatedOptions, recipient: { type: 'string' }, limit: { type: 'string' } },
  async run(call) {
    const [verb, ...ids] = call.positionals;
    if (verb === 'list') return list(call);
    if (verb === 'retry' || verb === 'hold' || verb === 'drop') return change(call, verb, atLeastOne(ids));
    throw new UsageError('queue wants one of list, retry, hold, drop');
  },
};

interface Listing {
  waiting: { id: string; due?: number; tries: number; waitingSince?: number }[];
  copies: {
    id: string;
    state: string;
    to: string;
    route: string;
    attempt: number;
    due?: number;
    last?: { text: string };
  }[];
}

async function list({ flags, out }: Call): Promise<ExitStatus> {
  const { waiting, copies } = await operate<Listing>(flags, 'queue.list', { limit: flags.whole('limit') ?? 100 });
  for (const row of waiting) out.data({ state: 'waiting', ...row });
  for (const row of copies) out.data(row);
  const when = (due: number | undefined): string => (due === undefined ? '' : shortTime(due));
  const rows = [
    ...waiting.map(({ id, due, tries }) => [
      'waiting',
      when(due),
      String(tries),
      '',
      '',
      'to be analysed',
      shortId(id),
    ]),
    ...copies.map((copy) => [
      copy.state,
      when(copy.due),
      String(copy.attempt),
      cell(copy.to, 32),
      cell(copy.route, 32),
      cell(copy.last?.text, 40),
      shortId(copy.id),
    ]),
  ];
  out.say(
    rows.length === 0
      ? 'The queue is empty.'
      : table(['state', 'due (UTC)', 'tries', 'to', 'by', 'last answer', 'id'], rows),
  );
  return 0;
}

async function change({ flags, out }: Call, verb: 'retry' | 'hold' | 'drop', ids: string[]): Promise<ExitStatus> {
  for (const id of ids) {
    const done = await operate<Record<string, number>>(flags, `queue.${verb}`, {
      id,
      recipient: flags.text('recipient'),
    });
    out.data({ id, ...done });
    out.say(
      `${id}: ${Object.entries(done)
        .map(([what, count]) => `${what} ${count}`)
        .join(', ')}`,
    );
  }
  return 0;
}
