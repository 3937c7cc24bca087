import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { DirectoryDocument } from '#core/policy/directory.ts';
import { FileAccounts } from './accounts.ts';
import { hashPassword, passwordMatches } from '../passwords.ts';

let directory: string;
let mailboxes: NonNullable<DirectoryDocument['mailboxes']>;
let accounts: FileAccounts;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'citrusmail-accounts-'));
  mkdirSync(join(directory, 'secrets'));
  secret('alice', `${await hashPassword('alice’s password')}\n`);
  secret('bob', 'bob’s password\n');
  mailboxes = [
    { address: 'Alice@example.test', password: 'file:secrets/alice' },
    { address: 'bob@example.test', password: 'file:secrets/bob' },
    { address: 'bob@other.example', password: 'file:secrets/alice' },
  ];
  accounts = new FileAccounts(directory, async () => ({ v: 1, domains: [], mailboxes }));
});
afterEach(() => rmSync(directory, { recursive: true }));

const secret = (name: string, text: string): void =>
  writeFileSync(join(directory, 'secrets', name), text, { mode: 0o600 });

describe('who may log in', () => {
  test('by the address in any case, with a hashed or a plain password; the account is in lower case', async () => {
    expect(await accounts.verify('ALICE@example.TEST', 'alice’s password')).toBe('alice@example.test');
    expect(await accounts.verify('bob@example.test', 'bob’s password')).toBe('bob@example.test');
  });

  test('again and again, and not with a wrong password in between', async () => {
    for (const password of ['alice’s password', 'wrong', 'alice’s password', '', 'wrong'])
      expect(await accounts.verify('alice@example.test', password)).toBe(
        password === 'alice’s password' ? 'alice@example.test' : undefined,
      );
  });

  test('by the part before the @ where only one account has it', async () => {
    expect(await accounts.verify('alice', 'alice’s password')).toBe('alice@example.test');
    expect(await accounts.verify('bob', 'bob’s password')).toBeUndefined();
  });

  test('nobody else', async () => {
    for (const name of ['', 'carol@example.test', 'lice@example.test', 'alice@', '__proto__'])
      expect(await accounts.verify(name, 'alice’s password')).toBeUndefined();
  });

  test('a password that was changed is the only one at once', async () => {
    await accounts.verify('bob@example.test', 'bob’s password');
    secret('bob', 'another');
    expect(await accounts.verify('bob@example.test', 'bob’s password')).toBeUndefined();
    expect(await accounts.verify('bob@example.test', 'another')).toBe('bob@example.test');
  });
});

describe('what is wrong with a secret is said, without the secret', () => {
  const complaint = async (): Promise<string> => {
    try {
      await accounts.verify('bob@example.test', 'bob’s password');
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  test('others may read it', async () => {
    chmodSync(join(directory, 'secrets', 'bob'), 0o644);
    expect(await complaint()).toMatch(/others may read: run chmod 600/);
    expect(await complaint()).not.toContain('bob’s password');
  });

  test('it is empty', async () => {
    secret('bob', '\n');
    expect(await complaint()).toMatch(/is empty/);
  });

  test('it is not a file of this installation', async () => {
    for (const password of ['bob’s password', 'file:../x', 'file:/etc/hostname', 'file:', 'secret:bob']) {
      mailboxes[1] = { address: 'bob@example.test', password };
      expect(await complaint()).toMatch(/must be a file under the data directory/);
    }
  });

  test('a hash that is none', async () => {
    for (const text of ['scrypt$', 'scrypt$16384$8$1$AAAA$AAAA', 'scrypt$999999999$8$1$AAAAAAAAAAAAAAAA$AAAA']) {
      secret('bob', text);
      expect(await complaint()).toMatch(/scrypt\$N\$r\$p\$salt\$hash/);
    }
  });
});

describe('hashes', () => {
  // RFC 7914 section 12: scrypt(P="pleaseletmein", S="SodiumChloride", N=16384, r=8, p=1), its first 32 bytes.
  const vector =
    'scrypt$16384$8$1$' +
    `${Buffer.from('SodiumChloride').toString('base64')}$` +
    Buffer.from('7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2', 'hex').toString('base64');

  test('the vector of RFC 7914', async () => {
    expect(await passwordMatches('pleaseletmein', vector)).toBe(true);
    expect(await passwordMatches('pleaseletmeout', vector)).toBe(false);
  });

  test('two hashes of one password differ, and both match', async () => {
    const [one, two] = await Promise.all([hashPassword('x'), hashPassword('x')]);
    expect(one).not.toBe(two);
    expect(await passwordMatches('x', one)).toBe(true);
    expect(await passwordMatches('x', two)).toBe(true);
  });

  test('a hash cannot ask for endless memory', async () => {
    await expect(passwordMatches('x', vector.replace('16384', '1048576'))).rejects.toThrow(/memory/i);
  });
});
