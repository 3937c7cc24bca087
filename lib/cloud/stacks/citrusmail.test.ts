import { expect, test } from 'vitest';
import { templateOf } from '../app.test-support.ts';

test('makes', () => {
  const t = templateOf();
  console.log(
    Object.entries(t.toJSON().Resources as Record<string, { Type: string }>)
      .map(([k, v]) => `${k} ${v.Type}`)
      .join('\n'),
  );
  expect(1).toBe(1);
});
