/** Function `deliver`: the messages that the delivery queue names. */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';

import { S3Mailboxes } from '#adapters/aws/s3-mailboxes.ts';
import { createSmtpTransport } from '#clients/smtp/transport.ts';
import type { DeliveryHouse } from '#core/deliver/deliver.ts';
import { createResolver } from '#engines/dns/resolver.ts';
import { metrics } from '#wiring/metrics.ts';
import { variables } from '#wiring/variables.ts';
import { clock, messages } from '../support/bucket.ts';
import { count } from '../support/count.ts';
import { stores } from '../support/desk.ts';
import { dnsServers, once, optional, variable } from '../support/environment.ts';
import { tellOf } from '../support/notices.ts';
import { soonAgain } from '../support/soon-again.ts';
import { thin } from '../support/thin.ts';
import { deliver } from './deliver.ts';

/** What is under way when the function's time ends is given up before, so that it can still be written down. */
const grace = 20_000;

const Tls = z.enum(['opportunistic', 'required', 'off']);
const Due = z.object({ id: z.string() });
const processor = new BatchProcessor(EventType.SQS);

const transport = once(() => {
  const servers = dnsServers();
  return createSmtpTransport({
    hostname: variable(variables.hostname),
    tls: Tls.parse(optional(variables.deliveryTls) ?? 'opportunistic'),
    resolver: createResolver({ clock, ...(servers && { servers }) }),
  });
});
const mailboxes = once(
  () => new S3Mailboxes({ bucket: variable(variables.bucket), table: variable(variables.table), clock }),
);

function house(owner: string): DeliveryHouse {
  const { copies, evidence, circuits } = stores();
  const from = { messages: messages(), copies, evidence, hostname: variable(variables.hostname) };
  const to = { mailboxes: mailboxes(), transport: transport(), circuits };
  return { ...from, ...to, clock, random: Math.random, owner };
}

export const handler = thin(async (event: SQSEvent, context) => {
  const signal = AbortSignal.timeout(Math.max(0, Math.floor(context.getRemainingTimeInMillis()) - grace));
  const parts = house(context.awsRequestId);
  const done: string[] = [];
  const take = async (record: SQSRecord): Promise<void> => {
    try {
      const { id } = Due.parse(JSON.parse(record.body));
      if (await deliver(id, parts, signal)) count({ [metrics.finished]: 1 });
      done.push(id);
    } catch (error) {
      throw await soonAgain(record, variable(variables.deliveryQueue), error);
    }
  };
  const answer = await processPartialResponse(event, take, processor, { throwOnFullBatchFailure: false });
  // An environment that is frozen would keep the connections of a server that has better use for them.
  transport().close();
  await tellOf([...new Set(done)]);
  return answer;
});
