/** Files that are made from the code say what the code says. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

import { expect, it } from 'vitest';

import { madeFiles } from './write-docs.ts';

const files = Object.entries(madeFiles).map(([file, made]) => ({ name: basename(file), file, made }));

it.each(files)('$name is up to date; npm run docs writes it anew', ({ file, made }) => {
  expect(readFileSync(file, 'utf8')).toBe(made());
});
