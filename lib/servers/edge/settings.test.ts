import { expect, test } from 'vitest';

import { readEdgeSettings } from './settings.ts';

const least = { CITRUSMAIL_HOSTNAME: 'mx.example.test', CITRUSMAIL_BUCKET: 'b', CITRUSMAIL_TABLE: 't' };

test('what is not said has the usual value', () => {
  expect(readEdgeSettings(least)).toEqual({
    hostname: 'mx.example.test',
    host: '0.0.0.0',
    ports: { smtp: 2525, pop3: 2995, health: 2580 },
    bucket: 'b',
    table: 't',
    messageSize: 40 * 1024 * 1024,
    searchDays: 60,
    drain: 110_000,
  });
});

test('what is said holds', () => {
  const env = {
    ...least,
    CITRUSMAIL_LISTEN_HOST: '127.0.0.1',
    CITRUSMAIL_SMTP_PORT: '0',
    CITRUSMAIL_POP3_PORT: '1995',
    CITRUSMAIL_MAX_MESSAGE_MEGABYTES: '25',
    CITRUSMAIL_DRAIN_SECONDS: '5',
    CITRUSMAIL_MAILBOX_SECRET: 'arn:m',
    CITRUSMAIL_CERTIFICATE_SECRET: 'arn:c',
    CITRUSMAIL_EDGE_CLAMAV: '/opt/clamav',
  };
  expect(readEdgeSettings(env)).toMatchObject({
    host: '127.0.0.1',
    ports: { smtp: 0, pop3: 1995, health: 2580 },
    messageSize: 25_000_000,
    drain: 5_000,
    mailboxSecret: 'arn:m',
    certificateSecret: 'arn:c',
    clamav: '/opt/clamav',
  });
});

test('an empty variable is none', () => {
  const settings = readEdgeSettings({ ...least, CITRUSMAIL_SMTP_PORT: '', CITRUSMAIL_MAILBOX_SECRET: ' ' });
  expect(settings.ports.smtp).toBe(2525);
  expect(settings).not.toHaveProperty('mailboxSecret');
});

test.each([
  [{ CITRUSMAIL_TABLE: undefined }, 'CITRUSMAIL_TABLE is missing'],
  [{ CITRUSMAIL_SMTP_PORT: '70000' }, 'CITRUSMAIL_SMTP_PORT is "70000"; write a whole number from 0 to 65535'],
  [{ CITRUSMAIL_POP3_PORT: 'pop3s' }, 'CITRUSMAIL_POP3_PORT is "pop3s"'],
  [{ CITRUSMAIL_DRAIN_SECONDS: '300' }, 'from 1 to 110'],
  [{ CITRUSMAIL_MAX_MESSAGE_MEGABYTES: '0' }, 'from 1 to 150'],
])('%j is a sentence', (wrong, text) => {
  expect(() => readEdgeSettings({ ...least, ...wrong })).toThrow(text);
});
