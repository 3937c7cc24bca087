import { Buffer } from 'node:buffer';
import { expect, it } from 'vitest';

import { Evidence } from './analyse/evidence.ts';
import type { Examiner, Subject } from './analyse/examiner.ts';
import { sampleMessage } from './analyse/sample-message.ts';
import { noTools } from './message/open/test-support.ts';
import { scanMessage } from './scan.ts';

const raw = Buffer.from(
  'From: Carol <carol@sender.example>\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <1@sender.example>\r\n\r\nHello\r\n',
);
const { envelope } = sampleMessage(raw);

function spy(): { examiner: Examiner; shown: Subject[] } {
  const shown: Subject[] = [];
  const examiner: Examiner = {
    name: 'wire',
    layer: 'wire',
    version: () => '1',
    async examine(subject) {
      shown.push(subject);
      return { findings: [], examined: 1 };
    },
  };
  return { examiner, shown };
}

it('opens the message, shows it to every examiner, and says it all in one piece of evidence', async () => {
  const { examiner, shown } = spy();
  const evidence = await scanMessage(envelope, raw, 3, { open: noTools, examiners: [examiner], clock: () => 0 });
  expect(Evidence.parse(evidence)).toEqual(evidence);
  expect(evidence).toMatchObject({
    v: 1,
    id: envelope.id,
    scan: 3,
    opened: { id: envelope.id, decoders: [{ name: 'walker' }, { name: 'mailparser' }, { name: 'postal-mime' }] },
    examinations: [{ examiner: 'wire', outcome: 'examined' }],
    summary: { subject: 'Grüße', headerFrom: 'carol@sender.example', messageId: '<1@sender.example>' },
  });
  expect(shown).toHaveLength(1);
  expect(shown[0]?.raw).toBe(raw);
  expect(shown[0]?.message.opened).toBe(evidence.opened);
});

it('has evidence for a message of no bytes', async () => {
  const evidence = await scanMessage(envelope, new Uint8Array(), 1, { open: noTools, examiners: [], clock: () => 0 });
  expect(Evidence.parse(evidence)).toEqual(evidence);
  expect(evidence).toMatchObject({ summary: {}, examinations: [] });
});
