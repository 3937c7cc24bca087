import { expect, test } from 'vitest';

import { editDistance, instead, nearest } from './suggest.ts';

test.each([
  ['kitten', 'sitting', 3],
  ['', 'abc', 3],
  ['ab', 'ba', 1],
  ['smpt', 'smtp', 1],
  ['same', 'same', 0],
])('%s to %s takes %d', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
  expect(editDistance(b, a)).toBe(distance);
});

test.each([
  ['infectd', 'infected'],
  ['INFECTED', 'infected'],
  ['unscanable', 'unscannable'],
  ['no', undefined],
  ['something else', undefined],
])('%s was probably %s', (written, meant) => {
  expect(nearest(written, ['infected', 'unscannable', 'on', 'off'])).toBe(meant);
});

test('where nothing is near, all are named', () => {
  expect(instead('x', ['on', 'off'])).toBe('write one of on, off');
  expect(instead('x', ['mx'])).toBe('write mx');
  expect(instead('onc', ['on', 'off', 'once'])).toBe('write "once"');
});
