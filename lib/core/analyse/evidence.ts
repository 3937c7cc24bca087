/** All that one scan found, as stored: enough to decide again under another policy. */
import * as z from 'zod';

import { Opened } from '../message/open/opened.ts';
import { Examination } from '../findings/finding.ts';

export const Evidence = z.strictObject({
  v: z.literal(1),
  id: z.string(),
  scan: z.number(),
  opened: Opened,
  examinations: z.array(Examination),
  /** What a log row shows of the header section, decoded and cut to 200 characters each. */
  summary: z.strictObject({
    subject: z.string().optional(),
    /** The address of the only mailbox in From; absent where there is none or more than one. */
    headerFrom: z.string().optional(),
    messageId: z.string().optional(),
  }),
});
export type Evidence = z.infer<typeof Evidence>;
