/** What the first start puts in force: a directory with two mailboxes, and passwords for them. */
import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { Stores } from '#adapters/embedded/open-stores.ts';
import { defaultDirectory } from '#core/policy/default-directory.ts';
import type { Clock } from '#core/ports/clock.ts';

export interface NewMailbox {
  address: string;
  password: string;
}

/** Puts the first rules in force where there are none. Returns the mailboxes that were made, with their passwords, to be told once. */
export async function ensureRules(stores: Stores, dataDir: string, clock: Clock): Promise<NewMailbox[]> {
  if (await stores.rules.at(1)) return [];
  const directory = defaultDirectory();
  const made = (directory.mailboxes ?? []).map(({ address, password }) => makePassword(dataDir, address, password));
  await stores.rules.put({ version: 1, at: clock(), by: 'first start', policy: { v: 1, scopes: [] }, directory });
  return made;
}

function makePassword(dataDir: string, address: string, reference: string): NewMailbox {
  const file = join(dataDir, reference.replace(/^file:/, ''));
  if (existsSync(file)) return { address, password: `(in ${file})` };
  const password = newPassword();
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return { address, password };
}

/** 16 characters of 32, none of which looks like another: 80 bits, easily typed. */
function newPassword(): string {
  const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';
  const group = (): string => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return Array.from({ length: 4 }, group).join('-');
}
