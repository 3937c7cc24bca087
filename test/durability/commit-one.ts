/** Run under strace: commits a message and then writes the reply that a client would get. */
import { writeSync } from 'node:fs';

import { Spool } from '#adapters/embedded/spool.ts';

const [directory = '', id = ''] = process.argv.slice(2);
const spool = new Spool(directory, { clock: () => 0, reserve: 0 });
const draft = await spool.draft(id);
await draft.write(new TextEncoder().encode('Subject: the trace\r\n\r\nThese are the bytes of the message.\r\n'));
await draft.commit({
  v: 1,
  id,
  collector: 'smtp',
  sourceKey: id,
  receivedAt: 0,
  mailFrom: '',
  body8bit: false,
  smtputf8: false,
  recipients: [{ r: 0, address: 'alice@example.test', evidence: 'RCPT' }],
});
writeSync(1, '250 2.0.0 stored\r\n');
