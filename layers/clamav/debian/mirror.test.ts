import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { usualMirror } from './mirror.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mirror-'));
  vi.stubEnv('CITRUSMAIL_DEBIAN_MIRROR', undefined);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.unstubAllEnvs();
});

const found = (text: string): string | undefined => {
  const file = join(folder, 'sources');
  writeFileSync(file, text);
  return usualMirror([file]);
};

it.each([
  ['Types: deb\nURIs: http://mirror.example/debian\nSuites: x\n', 'http://mirror.example/debian'],
  ['deb https://mirror.example/debian/ x main\n', 'https://mirror.example/debian'],
  ['deb [signed-by=/k] http://mirror.example/debian x main\n', 'http://mirror.example/debian'],
  ['deb https://other.example/apt x main\nURIs: http://mirror.example/debian-security\n', undefined],
  ['# URIs: http://mirror.example/debian\n', undefined],
])('in %j is %s', (text, mirror) => {
  expect(found(text)).toBe(mirror);
});

it('is the one that was named, before all others', () => {
  vi.stubEnv('CITRUSMAIL_DEBIAN_MIRROR', 'https://named.example/debian');
  expect(found('URIs: http://mirror.example/debian\n')).toBe('https://named.example/debian');
});
