import { expect, test } from 'vitest';

import { FailedHandshakes } from './failed-handshakes.ts';

test('a failure is told once', () => {
  const failed = new FailedHandshakes();
  failed.add('192.0.2.1');
  expect(failed.take('192.0.2.2')).toBe(false);
  expect(failed.take('192.0.2.1')).toBe(true);
  expect(failed.take('192.0.2.1')).toBe(false);
});

test('a thousand are remembered, the oldest goes first', () => {
  const failed = new FailedHandshakes();
  for (let n = 0; n < 1_001; n += 1) failed.add(`client ${n}`);
  expect(failed.take('client 0')).toBe(false);
  expect(failed.take('client 1')).toBe(true);
});
