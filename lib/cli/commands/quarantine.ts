import type { LogRecord } from '#core/record/log-record.ts';
import { type Call, type Command, type ExitStatus, operatedOptions, UsageError } from '../command.ts';
import { operate } from '../installation.ts';
import { cell, nextPage, shortId, shortTime, table } from '../output.ts';

export const command: Command = {
  usage: `citrusmail quarantine list [--to ADDRESS] [--limit N]
citrusmail quarantine show ID                          the message's bytes, as they came
citrusmail quarantine release ID... [--recipient ADDRESS] [--to ADDRESS]
citrusmail quarantine report spam|ham ID...            teaches the filter; releases nothing
citrusmail quarantine delete ID... [--recipient ADDRESS]

A release looks at the message again with today's engines; only an anti-virus finding that is new holds it again (exit status 1).
--recipient takes that recipient's copy alone; --to sends it to another address.
All take --json, --data DIR or --cloud NAME[@REGION].`,
  options: {
    ...operatedOptions,
    recipient: { type: 'string' },
    to: { type: 'string' },
    limit: { type: 'string' },
    cursor: { type: 'string' },
  },
  async run(call) {
    const [verb, ...rest] = call.positionals;
    switch (verb) {
      case 'list':
        return list(call);
      case 'show':
        return show(call, one(rest));
      case 'release':
        return release(call, atLeastOne(rest));
      case 'delete':
        return remove(call, atLeastOne(rest));
      case 'report':
        return report(call, rest);
      default:
        throw new UsageError('quarantine wants one of list, show, release, report, delete');
    }
  },
};

async function list({ flags, out }: Call): Promise<ExitStatus> {
  const query = { to: flags.text('to'), limit: flags.whole('limit') ?? 50, cursor: flags.text('cursor') };
  const { records, cursor } = await operate<{ records: LogRecord[]; cursor?: string }>(flags, 'quarantine.list', query);
  for (const record of records) out.data(record);
  const rows = records.map((record) => [
    shortTime(record.receivedAt),
    record.reasons[0]?.code ?? '',
    cell(record.headerFrom ?? record.mailFrom, 32),
    cell(record.recipient, 32),
    cell(record.subject, 40),
    shortId(record.id),
  ]);
  out.say(
    rows.length === 0 ? 'Nothing is held.' : table(['received (UTC)', 'because', 'from', 'for', 'subject', 'id'], rows),
  );
  nextPage(out, cursor);
  return 0;
}

async function show({ flags, out }: Call, id: string): Promise<ExitStatus> {
  const { bytes } = await operate<{ bytes: string }>(flags, 'quarantine.read', { id });
  if (out.json) out.data({ id, bytes });
  else process.stdout.write(Buffer.from(bytes, 'base64'));
  return 0;
}

async function release({ flags, out }: Call, ids: string[]): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  for (const id of ids) {
    const input = { id, recipient: flags.text('recipient'), to: flags.text('to') };
    const { released, heldAgain } = await operate<{ released: number; heldAgain: string[] }>(
      flags,
      'quarantine.release',
      input,
    );
    out.data({ id, released, heldAgain });
    if (heldAgain.length > 0) {
      out.say(`${id}: held again, today's engines found ${heldAgain.join(', ')}`);
      status = 1;
    } else out.say(`${id}: released to ${released} ${released === 1 ? 'recipient' : 'recipients'}`);
  }
  return status;
}

async function remove({ flags, out }: Call, ids: string[]): Promise<ExitStatus> {
  for (const id of ids) {
    const { deleted } = await operate<{ deleted: number }>(flags, 'quarantine.delete', {
      id,
      recipient: flags.text('recipient'),
    });
    out.data({ id, deleted });
    out.say(`${id}: deleted for ${deleted} ${deleted === 1 ? 'recipient' : 'recipients'}`);
  }
  return 0;
}

async function report({ flags, out }: Call, [kind, ...ids]: string[]): Promise<ExitStatus> {
  if (kind !== 'spam' && kind !== 'ham') throw new UsageError("quarantine report wants 'spam' or 'ham' before the ids");
  for (const id of atLeastOne(ids)) {
    const lesson = await operate<{ lesson: string }>(flags, 'train.message', { id, kind });
    out.data({ id, ...lesson });
    out.say(`${id}: learned as ${kind}, lesson ${lesson.lesson}`);
  }
  return 0;
}

export function atLeastOne(ids: string[]): string[] {
  if (ids.length === 0) throw new UsageError('name at least one message by its id; citrusmail log finds it');
  return ids;
}

export function one(ids: string[]): string {
  const [id] = ids;
  if (id === undefined || ids.length > 1) throw new UsageError('name one message by its id; citrusmail log finds it');
  return id;
}
