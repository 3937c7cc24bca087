/** The settings file as we write to it ourselves: at the first start, and to turn an engine off that cannot be had. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { parseDocument } from 'yaml';

import { defaultSettingsText } from '#core/config/settings-text.ts';

/** Writes the settings file, with comments, where there is none. */
export function ensureSettings(file: string): void {
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, defaultSettingsText(), { mode: 0o600 });
}

/** `clamav: { off: reason }`, the rest of the file and its comments as they were. */
export function turnClamavOff(file: string, reason: string): void {
  const document = parseDocument(readFileSync(file, 'utf8'));
  document.set('clamav', { off: reason });
  writeFileSync(file, document.toString());
}
