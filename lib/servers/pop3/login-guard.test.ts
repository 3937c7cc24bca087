import { expect, test } from 'vitest';

import { LoginGuard } from './login-guard.ts';

const limits = { failures: 3, window: 100, failureDelay: 0 };

function fail(guard: LoginGuard, network: string, times: number): void {
  for (let n = 0; n < times; n += 1) guard.failed(network);
}

test('as many wrong passwords as allowed, then none from that network, then again', () => {
  let now = 0;
  const guard = new LoginGuard(limits, () => now);
  fail(guard, 'a', 2);
  expect(guard.allows('a')).toBe(true);
  fail(guard, 'a', 1);
  expect(guard.allows('a')).toBe(false);
  expect(guard.allows('b')).toBe(true);
  now = 101;
  expect(guard.allows('a')).toBe(true);
});

test('after the window the count begins anew', () => {
  let now = 0;
  const guard = new LoginGuard(limits, () => now);
  fail(guard, 'a', 2);
  now = 101;
  fail(guard, 'a', 2);
  expect(guard.allows('a')).toBe(true);
});

test('it remembers ten thousand networks, not more', () => {
  const guard = new LoginGuard(limits, () => 0);
  fail(guard, 'first', 3);
  for (let n = 0; n < 10_000; n += 1) guard.failed(`network ${n}`);
  expect(guard.allows('first')).toBe(true);
});
