import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Examination } from '#core/findings/finding.ts';
import { variables } from '#wiring/variables.ts';
import { startTestClamd, type TestClamd } from '../../test/hosts/clamd.ts';
import { eicar } from '../../test/support/messages.ts';
import { context, type TestHouse, testHouse } from '../support/house.test-support.ts';
import { handler } from './index.ts';

let house: TestHouse;
let clamd: TestClamd;
beforeAll(async () => {
  [house, clamd] = await Promise.all([testHouse(), startTestClamd()]);
  process.env[variables.clamd] = clamd.address;
});
afterAll(() => house.aws.close());

it('examines a message with the clamd that it is told of', async () => {
  const id = await house.arrive(`Subject: a\r\n\r\n${eicar}\r\n`);
  const answer = await handler({ id, run: 'first' }, context);
  const [found] = ('value' in answer.examinations ? answer.examinations.value : []) as Examination[];
  expect(answer.examiner).toBe('clamav');
  expect(found).toMatchObject({ examiner: 'antivirus/clamav', outcome: 'examined' });
  expect(found?.findings.map(({ verdict }) => verdict)).toContain('infected');
});

it('is unavailable where there is neither that nor a layer', async () => {
  await clamd.close();
  process.env[variables.clamavPrograms] = '/nowhere';
  const id = await house.arrive();
  await expect(handler({ id, run: 'first' }, context)).rejects.toMatchObject({ name: 'EngineUnavailable' });
});
