import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

import type { Examination } from '#core/findings/finding.ts';
import { throttle } from '../../test/support/aws/faults.ts';
// Before the functions: it says how loud they are.
import { context, type TestHouse, testHouse } from '../support/house.test-support.ts';
import { handler as open } from '../open/index.ts';
import { handler as yara } from '../yara/index.ts';
import { handler as content } from './index.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse();
});
afterEach(() => {
  house.aws.fault = undefined;
  house.aws.assertHonest();
});
afterAll(() => house.aws.close());

const examinations = ({ examinations: parcel }: Awaited<ReturnType<typeof content>>): Examination[] =>
  ('value' in parcel ? parcel.value : []) as Examination[];

it('examines what Open opened, each examiner once', async () => {
  const id = await house.arrive();
  const opened = await open({ id, run: 'first' }, context);
  const [a, b] = [await content({ id, run: 'first' }, context), await yara({ id, run: 'first' }, context)];
  expect([a.examiner, b.examiner]).toEqual(['content', 'yara']);
  expect(opened).toMatchObject({ digest: a.digest });
  expect(b.digest).toBe(a.digest);
  expect(examinations(a).map(({ examiner, outcome }) => [examiner, outcome])).toEqual([
    ['antivirus/documents', 'examined'],
    ['attachments', 'examined'],
    ['authentication', 'examined'],
    ['wire', 'examined'],
    ['spam', 'examined'],
  ]);
  expect(examinations(b)).toMatchObject([{ examiner: 'antivirus/yara', outcome: 'examined' }]);
});

it('finds what there is to find, twice the same', async () => {
  const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]).toString('base64');
  const header = 'Content-Type: application/pdf; name="bill.pdf.exe"\r\nContent-Transfer-Encoding: base64\r\n\r\n';
  const id = await house.arrive(header + program);
  const [first, second] = [await content({ id, run: 'first' }, context), await content({ id, run: 'first' }, context)];
  const codes = (answer: typeof first): string[] =>
    examinations(answer).flatMap(({ findings }) => findings.map(({ code }) => code));
  expect(codes(first)).toContain('DOUBLE_EXTENSION');
  expect(codes(second)).toEqual(codes(first));
});

it('asks S3 once for envelope and bytes', async () => {
  const id = await house.arrive();
  house.aws.calls.length = 0;
  await content({ id, run: 'first' }, context);
  expect(house.aws.calls.filter(({ target }) => target.includes(id)).map(({ operation }) => operation)).toEqual([
    'GetObject',
  ]);
});

it('is unavailable while the store is away, which is no fault of the message', async () => {
  const id = await house.arrive();
  house.aws.fault = throttle('s3', 100, 'GetObject');
  await expect(content({ id, run: 'first' }, context)).rejects.toMatchObject({
    name: 'EngineUnavailable',
    message: 'the log of the function says more',
  });
});
