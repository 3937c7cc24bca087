import { expect, test } from 'vitest';

import { createDiary } from './diary.ts';
import { untilDone } from './patience.ts';

test('one JSON object a line, errors as sentences with their causes and without their stacks', () => {
  let text = '';
  const diary = createDiary(
    (line) => (text += line),
    () => Date.UTC(2026, 10, 24),
  );
  diary.error('SMTP', { error: new Error('451 said', { cause: new TypeError('line\nbreak') }), count: 2 });
  diary.info('Ready');
  expect(text).toBe(
    '{"at":"2026-11-24T00:00:00.000Z","level":"error","text":"SMTP","error":"Error: 451 said (TypeError: line\\nbreak)","count":2}\n' +
      '{"at":"2026-11-24T00:00:00.000Z","level":"info","text":"Ready"}\n',
  );
});

test('what fails is tried until it works', async () => {
  let tries = 0;
  const failures: unknown[] = [];
  const work = async (): Promise<number> => {
    tries += 1;
    if (tries < 3) throw new Error(`try ${tries}`);
    return tries;
  };
  expect(await untilDone(work, (error) => failures.push(error), new AbortController().signal, 1)).toBe(3);
  expect(failures).toHaveLength(2);
});

test('or until somebody says stop, even in the middle of a pause', async () => {
  const stop = new AbortController();
  const hopeless = untilDone(
    () => Promise.reject(new Error('never')),
    () => stop.abort(new Error('stopped')),
    stop.signal,
    60_000,
  );
  await expect(hopeless).rejects.toThrow('stopped');
});
