/** One row of the log: a message and a recipient, as of its latest event. */
import * as z from 'zod';

import { Finding } from '../findings/finding.ts';
import { Reason } from '../decide/decision.ts';
import { collectorNames } from '../message/envelope.ts';
import { copyStates } from './state.ts';

export const LogRecord = z.strictObject({
  id: z.string(),
  r: z.number(),
  v: z.number(),
  receivedAt: z.number(),
  updatedAt: z.number(),
  state: z.enum([...copyStates, 'waiting']),
  fate: z.enum(['discard', 'quarantine', 'redirect', 'deliver', 'reject']).optional(),
  collector: z.enum(collectorNames),
  clientIp: z.string().optional(),
  helo: z.string().optional(),
  tls: z.string().optional(),
  mailFrom: z.string(),
  headerFrom: z.string().optional(),
  recipient: z.string(),
  subject: z.string().optional(),
  messageId: z.string().optional(),
  size: z.number(),
  score: z.number().optional(),
  spf: z.string().optional(),
  dkim: z.string().optional(),
  dmarc: z.string().optional(),
  arc: z.string().optional(),
  findings: z.array(Finding),
  reasons: z.array(Reason),
  route: z.string().optional(),
  remote: z.string().optional(),
  attempts: z.number(),
});
export type LogRecord = z.infer<typeof LogRecord>;
