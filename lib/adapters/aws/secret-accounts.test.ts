import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import type { DirectoryDocument } from '#core/policy/directory.ts';
import { variables } from '#wiring/variables.ts';
import { type Aws, startAws } from '../../../test/support/aws/emulators.ts';
import { SecretAccounts } from './secret-accounts.ts';

// RFC 7914 section 12: scrypt(P="pleaseletmein", S="SodiumChloride", N=16384, r=8, p=1), its first 32 bytes.
const hashed =
  'scrypt$16384$8$1$' +
  `${Buffer.from('SodiumChloride').toString('base64')}$` +
  Buffer.from('7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2', 'hex').toString('base64');

let aws: Aws;
let arn: string;
let now: number;
let mailboxes: NonNullable<DirectoryDocument['mailboxes']>;
let accounts: SecretAccounts;
beforeAll(async () => {
  aws = await startAws();
  Object.assign(process.env, aws.env);
  arn = aws.variables[variables.mailboxSecret]!;
});
beforeEach(() => {
  now = 1_800_000_000_000;
  aws.calls.length = 0;
  keep({ alice: hashed, bob: 'bob’s password' });
  mailboxes = [
    { address: 'Alice@example.test', password: 'secret:alice' },
    { address: 'bob@example.test', password: 'secret:bob' },
  ];
  const directory = async (): Promise<DirectoryDocument> => ({ v: 1, domains: [], mailboxes });
  accounts = new SecretAccounts({ secret: arn, directory, clock: () => now, client: new SecretsManagerClient() });
});
afterEach(() => aws.assertHonest());
afterAll(() => aws.close());

const keep = (passwords: unknown): unknown => aws.secrets.set(arn, JSON.stringify(passwords));

describe('who may log in', () => {
  test('with a hashed or a plain password, and nobody else', async () => {
    expect(await accounts.verify('ALICE@example.test', 'pleaseletmein')).toBe('alice@example.test');
    expect(await accounts.verify('bob', 'bob’s password')).toBe('bob@example.test');
    expect(await accounts.verify('bob', 'pleaseletmein')).toBeUndefined();
    for (const name of ['', 'carol@example.test', '__proto__'])
      expect(await accounts.verify(name, 'pleaseletmein')).toBeUndefined();
  });

  test('the secret is read once for many, and again after a minute', async () => {
    await Promise.all(['bob', 'alice', 'nobody'].map((name) => accounts.verify(name, 'x')));
    keep({ alice: hashed, bob: 'another' });
    now += 59_000;
    expect(await accounts.verify('bob', 'bob’s password')).toBe('bob@example.test');
    expect(aws.calls).toHaveLength(1);
    now += 1000;
    expect(await accounts.verify('bob', 'bob’s password')).toBeUndefined();
    expect(await accounts.verify('bob', 'another')).toBe('bob@example.test');
    expect(aws.calls).toHaveLength(2);
  });

  test('an unknown name costs the same look into the secret', async () => {
    await accounts.verify('nobody', 'x');
    expect(aws.calls.map(({ operation }) => operation)).toEqual(['GetSecretValue']);
  });

  test('a secret that could not be read is asked for at the next try', async () => {
    aws.fault = () => ({ kind: 'error', status: 400, code: 'AccessDeniedException' });
    await expect(accounts.verify('bob', 'bob’s password')).rejects.toThrow();
    aws.fault = undefined;
    expect(await accounts.verify('bob', 'bob’s password')).toBe('bob@example.test');
  });
});

describe('what is wrong is said, without the secret', () => {
  const complaint = async (): Promise<string> => {
    const error = await accounts.verify('bob', 'x').catch((error: unknown) => error as Error);
    return error instanceof Error ? `${error.message} ${String(error.cause)}` : '';
  };

  test('it has no such password', async () => {
    for (const passwords of [{}, { bob: '' }, { toString: 'x' }]) {
      keep(passwords);
      now += 60_000;
      expect(await complaint()).toMatch(/has no password bob, that of bob@example.test: add it/);
    }
  });

  test('it is not JSON of names and passwords', async () => {
    for (const text of ['hunter2', '["hunter2"]', '{"bob": {"hunter2": 1}}', '']) {
      aws.secrets.set(arn, text);
      now += 60_000;
      expect(await complaint()).toMatch(/must be JSON such as/);
      expect(await complaint()).not.toContain('hunter2');
    }
  });

  test('the reference is one of another host, or none', async () => {
    for (const password of ['file:secrets/bob', 'hunter2', 'secret:']) {
      mailboxes[1] = { address: 'bob@example.test', password };
      expect(await complaint()).toMatch(/must be a name in the secret of the mailboxes, such as secret:alice/);
      expect(await complaint()).not.toContain('hunter2');
    }
  });
});
