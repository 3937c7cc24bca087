import { expect, test } from 'vitest';

import { edgeMemory, type Plan, readSettings } from './read-settings.ts';

const hostname = 'mail.example.test';

function read(more: object = {}): Plan {
  const result = readSettings({ hostname, ...more });
  if ('problems' in result) throw new Error(result.problems.join('\n'));
  return result.ok;
}

function problems(written: unknown): string[] {
  const result = readSettings(written);
  return 'problems' in result ? result.problems.map((line) => line.replace('cdk.json, context citrusmail: ', '')) : [];
}

test('a host name is enough', () => {
  expect(read()).toMatchObject({
    name: 'citrusmail',
    profile: 'standard',
    takes: { edge: true, ses: false },
    lanes: 1,
    residentClamd: true,
    delivery: { port25: false },
    edge: { tasks: 2, architecture: 'arm64' },
    retention: { searchDays: 60 },
    sms: { enabled: false },
  });
});

test.each([
  ['small', { takes: { edge: false, ses: true }, lanes: 1, residentClamd: false }],
  ['standard', { takes: { edge: true, ses: false }, lanes: 1, residentClamd: true }],
  ['large', { takes: { edge: true, ses: false }, lanes: 4, residentClamd: true }],
])('the profile %s decides what is left open', (profile, decided) => {
  expect(read({ profile })).toMatchObject(decided);
});

test('a task with clamd needs more memory, unless a size is written', () => {
  expect(edgeMemory(read(), true)).toBe(4096);
  expect(edgeMemory(read(), false)).toBe(1024);
  expect(edgeMemory(read({ edge: { cpu: 1024, memory: 8192 } }), true)).toBe(8192);
  expect(read({ clamav: { resident: false } }).residentClamd).toBe(false);
});

test('both entrances, whatever the profile', () => {
  expect(read({ profile: 'small', entrance: 'both' })).toMatchObject({
    takes: { edge: true, ses: true },
    residentClamd: false,
  });
});

test.each([
  [undefined, 'cdk.json has no settings: write "context": {"citrusmail": {"hostname": "mail.example.test"}}.'],
  [{}, 'The mapping has no "hostname": write a name such as mail.example.test.'],
  [{ hostname, profle: 'small' }, 'Unknown key "profle" at the top of the settings: write "profile".'],
  [{ hostname, profile: 'smal' }, 'profile is "smal": write "small".'],
  [{ hostname, edge: { cpus: 512 } }, 'Unknown key "cpus" in edge: write "cpu".'],
  [{ hostname, edge: { memory: 1000 } }, 'edge.memory is 1000: write one of 1024, 2048, 3072, 4096.'],
  [{ hostname, delivery: { port25: 'yes' } }, 'delivery.port25 is "yes": write true or false.'],
  [{ hostname, lambda: { maximumConcurrency: 1 } }, 'lambda.maximumConcurrency is 1: write a number of at least 2.'],
  [
    { hostname, edge: { certificateSecretArn: 'mail' } },
    'edge.certificateSecretArn is "mail": write an ARN such as arn:aws:secretsmanager:eu-central-1:123456789012:secret:mail-AbCdEf.',
  ],
  [
    { hostname, domains: ['example.test'] },
    'domains is for mail that comes by SES: write "entrance": "ses" or "both", or take domains out.',
  ],
  [
    { hostname, edge: { memory: 2048 } },
    'edge.memory is 2048: write 4096, or take it out, since clamd alone fills 3072.',
  ],
  [
    { hostname, name: 'Citrus Mail' },
    'name is "Citrus Mail": write 2 to 20 small letters, digits and hyphens, a letter first.',
  ],
])('%j is answered with a sentence', (written, sentence) => {
  expect(problems(written)).toEqual([sentence]);
});

test('all problems are told at once', () => {
  expect(problems({ hostname: 'Mail', profile: 'huge', alarms: { email: 'nobody' } })).toEqual([
    'hostname is "Mail": write a name such as mail.example.test, in small letters and without a dot at its end.',
    'profile is "huge": write one of small, standard, large.',
    'alarms.email is "nobody": write an address such as post@example.test.',
  ]);
});
