import { afterEach, beforeEach, expect, it } from 'vitest';

import { letter, type TestInstallation, testInstallation } from '../../../test/support/installation.ts';
import { createTaught } from '#embedded/taught.ts';
import { trainBytes, trainMessage, undoLesson } from './train.ts';

let test: TestInstallation;
beforeEach(async () => void (test = await testInstallation()));
afterEach(() => test.close());

const bytes = letter.toString('base64');
const learn = async (kind: string): Promise<{ lesson: string; fresh: boolean }> =>
  (await trainBytes(test.installation, { bytes, kind }, 'anna')) as { lesson: string; fresh: boolean };
const total = () => test.teacher().total();

it('learns a file once, changes its mind when told, and takes it back', async () => {
  const { lesson, fresh } = await learn('spam');
  expect(fresh).toBe(true);
  expect(total()).toEqual({ spam: 1, ham: 0 });
  expect(await learn('spam')).toEqual({ lesson, fresh: false });
  expect(await learn('ham')).toEqual({ lesson, fresh: true });
  expect(total()).toEqual({ spam: 0, ham: 1 });
  expect(await undoLesson(test.installation, { lesson }, 'anna')).toEqual({ undone: lesson });
  expect(total()).toEqual({ spam: 0, ham: 0 });
});

it('knows a message of the store for the same lesson as its file', async () => {
  const id = await test.arrive();
  const learned = await trainMessage(test.installation, { id: id.slice(0, 35), kind: 'ham' }, 'anna');
  expect(learned).toMatchObject({ fresh: true });
  expect(await learn('ham')).toEqual({ ...(learned as object), fresh: false });
});

it.each([
  ['a lesson', () => undoLesson(test.installation, { lesson: 'x' }, ''), "There is no lesson 'x'."],
  ['a message', () => trainMessage(test.installation, { id: 'x', kind: 'spam' }, ''), "There is no message 'x'"],
])('has a sentence for %s that is not there', async (_, work, sentence) => {
  await expect(work()).rejects.toThrow(sentence);
});

it('opens the lessons once for an installation, and again after it was closed', () => {
  const taught = createTaught(test.dataDir);
  const open = taught.lessons();
  expect(taught.lessons()).toBe(open);
  taught.close();
  taught.close();
  expect(() => open.total()).toThrow();
  expect(taught.lessons().total()).toEqual({ spam: 0, ham: 0 });
  taught.close();
});
