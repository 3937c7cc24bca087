/** Pages that are made from the code say what the code says. */
import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { findingsFile, findingsPage } from './findings-page.ts';

it('docs/findings.md lists every code; npm run docs writes it anew', () => {
  expect(readFileSync(findingsFile, 'utf8')).toBe(findingsPage());
});
