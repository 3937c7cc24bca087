import { createSmtpTransport } from '#clients/smtp/transport.ts';
import type { Status } from '#extranet/api/status.ts';
import type { LogRecord } from '#core/record/log-record.ts';
import type { RulesVersion } from '#core/ports/rules-store.ts';
import { askControl } from '#embedded/control.ts';
import {
  type Call,
  type Command,
  CommandFailed,
  type ExitStatus,
  type Flags,
  installationOptions,
} from '../command.ts';
import { dataDirOf, operateLocally } from '../installation.ts';
import { reasonLine } from '../message-page.ts';
import { cell, shortId, table } from '../output.ts';
import { type Sample, samples } from '../samples.ts';

export const command: Command = {
  usage: `citrusmail try [--to ADDRESS] [--data DIR] [--json]

Ten messages, all harmless, to the first recipients of the directory (or to ADDRESS), by SMTP like any other mail.
Exit status: 0 each ended as the shipped defaults would have it, 1 some did not (your own policy may want that).`,
  options: { ...installationOptions, to: { type: 'string' } },
  run,
};

interface Result {
  sample: Sample;
  /** `held`, `delivered`, ...; several recipients may differ. */
  states: string[];
  why: string;
  id?: string;
}

/** How long all ten may take in all: with a virus engine that still loads its signatures, half a minute. */
const patience = 90_000;

async function run({ flags, out }: Call): Promise<ExitStatus> {
  const served = await askControl(dataDirOf(flags), 'status', {});
  if (!served)
    throw new CommandFailed(`No filter serves ${dataDirOf(flags)}. Start it with npm start, then try again.`);
  const { smtp } = served.output as Status;
  const [alice, bob] = await recipients(flags);
  const nobody = `nobody-${Date.now()}@${alice.slice(alice.lastIndexOf('@') + 1)}`;
  const all = samples(alice, bob, nobody, new Date());
  const deadline = Date.now() + patience;
  const results = await Promise.all(all.map((sample) => follow(sample, smtp, flags, deadline)));
  for (const { sample, states, why, id } of results)
    out.data({ sample: sample.title, expect: sample.expect, states, why, id });
  const rows = results.map(({ sample, states, why, id }) => [
    sample.title,
    states.join(', '),
    cell(why, 90),
    shortId(id ?? ''),
  ]);
  out.say(table(['message', 'became', 'because', 'id'], rows));
  out.say('\nnpx citrusmail log ID explains each; npx citrusmail quarantine release ID lets a held one go.');
  return results.every(({ sample, states }) => states.every((state) => state === sample.expect)) ? 0 : 1;
}

async function recipients(flags: Flags): Promise<[string, string]> {
  const to = flags.text('to');
  if (to !== undefined) return [to, to];
  const { directory } = await operateLocally<RulesVersion>(flags, 'rules.current', {});
  const known = directory.domains.flatMap((domain) =>
    (domain.recipients ?? []).map((one) => `${typeof one === 'string' ? one : one.name}@${domain.name}`),
  );
  const [first, second] = known;
  if (first === undefined)
    throw new CommandFailed('The directory names no recipient. Say to whom to send with --to ADDRESS.');
  return [first, second ?? first];
}

/** Sends one sample and asks the log until every copy has come to rest. */
async function follow(sample: Sample, smtp: string, flags: Flags, deadline: number): Promise<Result> {
  const sent = await send(sample, smtp);
  if (sent.id === undefined) return { sample, states: ['refused'], why: sent.answer };
  for (;;) {
    const { records } = await operateLocally<{ records: LogRecord[] }>(flags, 'log.search', { id: sent.id, limit: 10 });
    const rested = records.length === sample.recipients.length && records.every(({ state }) => atRest.has(state));
    if (rested || Date.now() > deadline) {
      const reasons = records.flatMap(({ reasons }) => reasons.map((reason) => reasonLine(reason)));
      return {
        sample,
        states: records.map(({ state }) => state),
        why: reasons[0] ?? 'nothing against it',
        id: sent.id,
      };
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const atRest = new Set<string>(['delivered', 'held', 'bounced', 'expired', 'discarded', 'rejected', 'deleted']);

async function send({ recipients, message }: Sample, smtp: string): Promise<{ id?: string; answer: string }> {
  const transport = createSmtpTransport({
    hostname: 'sender.example',
    resolver: () => Promise.reject(new Error('no DNS')),
  });
  const shipment = {
    hosts: [smtp],
    domain: '',
    mailFrom: 'carol@sender.example',
    recipients,
    body8bit: false,
    smtputf8: false,
    bytes: Buffer.from(message),
  };
  const [result] = await transport.ship(shipment, AbortSignal.timeout(patience));
  transport.close();
  const answer = [result?.remote.code, result?.remote.enhanced, result?.remote.text].filter(Boolean).join(' ');
  const id = result?.outcome === 'accepted' ? /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(answer)?.[0] : undefined;
  return id === undefined ? { answer } : { id, answer };
}
