import { checkServerIdentity, type PeerCertificate } from 'node:tls';

import { edgePorts } from '#wiring/edge.ts';
import { missing, note, ok, type Result } from '../check.ts';
import type { Place } from './certificate-look.ts';
import type { CloudCheck, CloudContext } from './context.ts';

const day = 24 * 60 * 60_000;
/** Who renews by hand needs that long; who renews by program has done so by then. */
const soon = 14 * day;
const renew =
  "put a new certificate and its key into the stack's certificate secret; the edge takes it without a restart";

export const certificate: CloudCheck = {
  name: 'certificate',
  async run(context) {
    const { takes, edgeAddress: host, hostname } = await context.facts();
    if (!takes.edge || host === undefined) return [];
    const shown = await firstSeen(context, [
      // Many networks let nobody out to port 25: the other port shows the same certificate.
      { host, port: edgePorts.pop3s.outside, starttls: false, servername: hostname },
      { host, port: edgePorts.smtp.outside, starttls: true, servername: hostname },
    ]);
    if (shown instanceof Error)
      return [
        {
          state: 'unknown',
          text: `the edge cannot be reached from here (${shown.message}): try from a network that lets port 995 or 25 out`,
        },
      ];
    return judged(shown, hostname, context.now);
  },
};

async function firstSeen({ look }: CloudContext, places: Place[]): Promise<PeerCertificate | Error> {
  let last = new Error('nobody was asked');
  for (const place of places) {
    try {
      return await look(place);
    } catch (error) {
      last = error instanceof Error ? error : new Error(String(error));
    }
  }
  return last;
}

export function judged(shown: PeerCertificate, hostname: string, now: number): Result[] {
  const until = Date.parse(shown.valid_to);
  const when = new Date(until).toISOString().slice(0, 10);
  const stranger = checkServerIdentity(hostname, shown);
  if (stranger)
    return [
      missing(
        `the edge shows a certificate for other names than ${hostname} (${shown.subjectaltname ?? String(shown.subject?.CN)})`,
        renew,
      ),
    ];
  if (until <= now) return [missing(`the edge's certificate ran out on ${when}`, renew)];
  if (until <= now + soon) return [missing(`the edge's certificate runs out on ${when}`, renew)];
  const line = ok(`the edge shows a certificate for ${hostname} until ${when}`);
  if (JSON.stringify(shown.issuer) !== JSON.stringify(shown.subject)) return [line];
  return [
    line,
    note('the edge signed its certificate itself: enough for mail servers, but mail programs that read POP3 will warn'),
  ];
}
