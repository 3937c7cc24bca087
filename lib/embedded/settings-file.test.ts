import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { readSettings } from '#core/config/read-settings.ts';
import { ensureSettings, turnClamavOff } from './settings-file.ts';

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'citrusmail-settings-'));
  file = join(dir, 'data', 'citrusmail.yaml');
});
afterEach(() => rmSync(dir, { recursive: true }));

const read = () => readSettings(readFileSync(file, 'utf8'), 'citrusmail.yaml', () => true);

it('writes settings that are read without a complaint, for their owner alone', () => {
  ensureSettings(file);
  expect(read()).toHaveProperty('ok');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(dir, 'data')).mode & 0o777).toBe(0o700);
});

it('leaves settings that are there as they are', () => {
  ensureSettings(file);
  writeFileSync(file, 'hostname: mx.example.test\n');
  ensureSettings(file);
  expect(readFileSync(file, 'utf8')).toBe('hostname: mx.example.test\n');
});

it.each([
  ['a value there is', '# ours\nhostname: mx.example.test # the name\nclamav: auto\n'],
  ['none', '# ours\nhostname: mx.example.test # the name\n'],
])('turns ClamAV off, and keeps comments, where there was %s', (_, text) => {
  ensureSettings(file);
  writeFileSync(file, text);
  turnClamavOff(file, 'no program: "clamd"');
  expect(read()).toMatchObject({ ok: { hostname: 'mx.example.test', clamav: { off: 'no program: "clamd"' } } });
  expect(readFileSync(file, 'utf8')).toContain('# ours\nhostname: mx.example.test # the name\n');
});

it('turns ClamAV off in the file that the first start wrote', () => {
  ensureSettings(file);
  turnClamavOff(file, 'not for this machine');
  expect(read()).toMatchObject({ ok: { clamav: { off: 'not for this machine' } } });
});
