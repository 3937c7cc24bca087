import type { LogRecord } from '#core/record/log-record.ts';
import { type Call, type Command, type ExitStatus, operatedOptions, UsageError } from '../command.ts';
import { operate } from '../installation.ts';
import { describeMessage, type MessagePage } from '../message-page.ts';
import { cell, nextPage, shortId, shortTime, table } from '../output.ts';

export const command: Command = {
  usage: `citrusmail log [ID] [--from TEXT] [--to TEXT] [--subject WORDS] [--message-id ID] [--client IP]
               [--state STATE] [--fate FATE] [--finding CODE] [--since TIME] [--until TIME] [--limit N] [--cursor C]
               [--json] [--data DIR | --cloud NAME[@REGION]]

Without ID: the newest messages first, one line a recipient. With ID: everything known of that message;
the beginning of an id will do, and so will the reference in square brackets at the end of an answer that refused mail.
TIME is a date, 2026-11-24 or 2026-11-24T15:00 (UTC), or a span back from now: 30m, 12h, 7d.
With --json: one value a line, and where there is more a last line {"cursor": C}.
Exit status: 0 something was found, 1 nothing was.`,
  options: {
    ...operatedOptions,
    from: { type: 'string' },
    to: { type: 'string' },
    subject: { type: 'string' },
    'message-id': { type: 'string' },
    client: { type: 'string' },
    state: { type: 'string' },
    fate: { type: 'string' },
    finding: { type: 'string' },
    since: { type: 'string' },
    until: { type: 'string' },
    limit: { type: 'string' },
    cursor: { type: 'string' },
  },
  async run(call) {
    const [id] = call.positionals;
    return id === undefined ? search(call) : show(call, id);
  },
};

async function show({ flags, out }: Call, id: string): Promise<ExitStatus> {
  const page = await operate<MessagePage>(flags, 'log.message', { id });
  if (out.json) out.data(page);
  else out.say(describeMessage(page));
  return 0;
}

async function search({ flags, out }: Call): Promise<ExitStatus> {
  const query = {
    from: flags.text('from'),
    to: flags.text('to'),
    subject: flags.text('subject'),
    messageId: flags.text('message-id'),
    clientIp: flags.text('client'),
    state: oneOf(flags.text('state'), 'state', states),
    fate: oneOf(flags.text('fate'), 'fate', ['discard', 'quarantine', 'redirect', 'deliver', 'reject']),
    finding: flags.text('finding'),
    since: moment(flags.text('since'), 'since'),
    until: moment(flags.text('until'), 'until'),
    limit: flags.whole('limit') ?? 50,
    cursor: flags.text('cursor'),
  };
  const { records, cursor } = await operate<{ records: LogRecord[]; cursor?: string }>(flags, 'log.search', query);
  if (out.json) for (const record of records) out.data(record);
  else out.say(records.length === 0 ? 'No message fits.' : listing(records));
  nextPage(out, cursor);
  return records.length > 0 ? 0 : 1;
}

const states = [
  'waiting',
  'received',
  'queued',
  'attempting',
  'deferred',
  'held',
  'delivered',
  'bounced',
  'expired',
  'discarded',
  'rejected',
  'deleted',
] as const;

function oneOf(given: string | undefined, name: string, known: readonly string[]): string | undefined {
  if (given === undefined || known.includes(given)) return given;
  throw new UsageError(`--${name} takes one of ${known.join(', ')}, not '${given}'`);
}

const spans: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

export function moment(given: string | undefined, name: string, now: number = Date.now()): number | undefined {
  if (given === undefined) return undefined;
  const span = /^(\d{1,6})([mhd])$/.exec(given);
  if (span) return now - Number(span[1]) * (spans[span[2] ?? ''] ?? 0);
  const date = /^\d{4}-\d{2}-\d{2}$/.test(given)
    ? Date.parse(given)
    : Date.parse(/[Z+]/.test(given) ? given : `${given}Z`);
  if (!Number.isNaN(date)) return date;
  throw new UsageError(
    `--${name} takes a date such as 2026-11-24 or 2026-11-24T15:00, or a span such as 12h, not '${given}'`,
  );
}

function listing(records: LogRecord[]): string {
  const rows = records.map((record) => [
    shortTime(record.receivedAt),
    record.state,
    record.score === undefined ? '' : String(record.score),
    cell(record.mailFrom || '<>', 32),
    cell(record.recipient, 32),
    cell(record.subject, 40),
    shortId(record.id),
  ]);
  return table(['received (UTC)', 'state', 'score', 'from', 'to', 'subject', 'id'], rows);
}
