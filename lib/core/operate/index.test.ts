import { afterEach, beforeEach, expect, it } from 'vitest';

import { OperationFailed } from './operation.ts';
import { type TestInstallation, testInstallation } from '../../../test/support/installation.ts';
import { carryOut } from './index.ts';

let test: TestInstallation;
beforeEach(async () => (test = await testInstallation()));
afterEach(() => test.close());

const ask = (name: string, input: unknown): Promise<unknown> => carryOut(test.installation, name, input, 'anna');

it('puts rules in force, says which, and keeps the other half', async () => {
  const { policy } = (await ask('rules.current', {})) as { policy: object };
  expect(await ask('policy.apply', { policy })).toEqual({ version: 2 });
  const directory = { v: 1, domains: [{ name: 'new.example', route: { smtp: '127.0.0.1:25' }, unknown: 'accept' }] };
  expect(await ask('directory.apply', { directory })).toEqual({ version: 3 });
  expect(await ask('rules.current', {})).toMatchObject({ version: 3, by: 'anna', policy, directory });
});

it.each([
  ['no.such', {}, /knows no operation 'no\.such'\.$/],
  ['constructor', {}, /knows no operation/],
  ['log.search', { limit: 99_999 }, /^limit: .*\.$/],
  ['log.search', { limit: 1, cursor: 'BÖSE' }, /^cursor: this is not from a search\.$/],
  ['log.search', 'text', /^input: /],
  ['quarantine.list', {}, /^limit: /],
  ['queue.drop', { recipient: 'x' }, /^id: /],
  ['policy.apply', { policy: { v: 2 } }, /^policy\./],
  ['train.undo', { lesson: 'x' }, /^There is no lesson 'x'\.$/],
  ['train.message', { id: '01a3185c-5000-7000-8000-000000000009', kind: 'spam' }, /not in the store/],
])('%s of %j is refused with a sentence', async (name, input, sentence) => {
  const asked = ask(name, input);
  await expect(asked).rejects.toThrow(OperationFailed);
  await expect(asked).rejects.toThrow(sentence);
});

it('teaches a message once, and takes the lesson back once', async () => {
  const id = await test.arrive();
  const { lesson } = (await ask('train.message', { id, kind: 'spam' })) as { lesson: string };
  expect(await ask('train.message', { id, kind: 'spam' })).toEqual({ lesson, fresh: false });
  const bytes = Buffer.from(await test.installation.stores.messages.bytes(id)).toString('base64');
  expect(await ask('train.bytes', { bytes, kind: 'spam' })).toEqual({ lesson, fresh: false });
  expect(await ask('train.undo', { lesson })).toEqual({ undone: lesson });
  await expect(ask('train.undo', { lesson })).rejects.toThrow(OperationFailed);
});
