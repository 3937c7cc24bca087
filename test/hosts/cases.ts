/** The mail that both hosts are given: of every kind that the filter knows, and for several recipients with policies of their own. */
import { zip } from '#core/message/open/archives/test-support.ts';

import { delivered, tagged } from '../scan/delivered.ts';
import { held } from '../scan/held.ts';
import { attached, letter, message, multipart, part, program } from '../scan/build.ts';
import { eicar } from '../support/messages.ts';
import type { Case } from './case.ts';

const everybody = ['tom@example.test', 'bob@example.test', 'carol@example.test'];
// In two pieces, so that this source is not taken for the test message.
const gtube = ['XJS*C4JDBQADN1.NSBN3*2IDNEN', 'GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'].join('*');

/** Every `step`th, so that each kind is there and the run stays short. */
const some = <T>(all: readonly T[], step: number): T[] => all.filter((_, n) => n % step === 0);

const manyParts = message(
  ...multipart(
    Array.from({ length: 1000 }, (_, n) => part({ content: `part ${n}`, name: `${n}.txt`, type: 'text/plain' })),
  ),
);
const tooManyParts = message(...multipart(Array.from({ length: 1200 }, () => part({ content: 'x', name: 'x.bin' }))));
const large = attached({ content: Buffer.alloc(15_000_000, 'All work and no play. '), name: 'scan.txt' });

export const cases: Case[] = [
  ...some(delivered, 2).map(([name, raw]): Case => ({ name, raw, expected: ['deliver'] })),
  ...tagged.map(([name, , raw]): Case => ({ name, raw, expected: ['deliver'] })),
  ...some(held, 2).map(([name, , raw]): Case => ({ name, raw, expected: ['quarantine'] })),
  {
    name: 'the test virus for four people',
    raw: attached({ content: eicar, name: 'e.com' }),
    recipients: [...everybody, 'dora@example.test'],
    expected: ['quarantine', 'quarantine', 'quarantine', 'discard'],
  },
  {
    name: 'the test virus in a zip in a zip, for one who wants it gone',
    raw: attached({
      content: zip([{ name: 'b.zip', content: zip([{ name: 'e.com', content: eicar }]) }]),
      name: 'a.zip',
    }),
    recipients: ['dora@example.test'],
    expected: ['discard'],
  },
  { name: 'GTUBE', raw: letter(`${gtube}\r\n`), expected: ['quarantine'] },
  {
    name: 'one letter for three people with three policies',
    raw: letter('Hello,\r\n\r\nthe meeting is at ten.\r\n'),
    recipients: everybody,
    expected: ['deliver', 'deliver', 'quarantine'],
  },
  {
    name: 'a program under the name of a picture, for four',
    raw: attached({ content: program, name: 'holiday.jpg', type: 'image/jpeg' }),
    recipients: [...everybody, 'dora@example.test'],
  },
  {
    name: 'a program',
    raw: attached({ content: program, name: 'setup.exe' }),
    recipients: [...everybody, 'dora@example.test'],
  },
  {
    name: 'a hundred recipients',
    raw: letter('All of you.\r\n'),
    recipients: Array.from({ length: 100 }, (_, n) => `user${n}@example.test`),
  },
  { name: 'a thousand parts', raw: manyParts },
  { name: 'more parts than allowed', raw: tooManyParts, expected: ['quarantine'] },
  { name: 'twenty megabytes', raw: large },
  { name: 'nothing at all', raw: Buffer.alloc(0) },
  { name: 'a header without an end', raw: Buffer.from('From: a@b.example\r\nSubject: x') },
  { name: 'zeros', raw: Buffer.alloc(10_000) },
  { name: 'a null sender', raw: letter('Your message could not be delivered.\r\n'), mailFrom: '' },
  {
    name: 'a boundary that never comes',
    raw: message('Content-Type: multipart/mixed; boundary="never"', '', 'Where is it?', ''),
  },
  {
    name: 'two boundaries of one name',
    raw: message(
      'Content-Type: multipart/mixed; boundary=a; boundary=b',
      '',
      '--a',
      '',
      'one',
      '--a--',
      '--b',
      '',
      eicar,
      '--b--',
      '',
    ),
  },
];
