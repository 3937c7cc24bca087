import { expect, it } from 'vitest';

import { operatorName } from './operator-name.ts';

it.each([
  ['anna (command line)', 'anna (command line)'],
  ['', 'command line'],
  [' \u0000\u202e ', 'command line'],
  [undefined, 'command line'],
  [{ name: 'anna' }, 'command line'],
  ['an\u001b[31mna\r\n', 'an[31mna'],
  ['x'.repeat(300), 'x'.repeat(100)],
])('%j is %j in the log', (said, name) => {
  expect(operatorName(said)).toBe(name);
});
