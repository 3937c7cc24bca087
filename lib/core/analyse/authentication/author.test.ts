import { Buffer } from 'node:buffer';

import { expect, it } from 'vitest';

import { parseHeader } from '../../message/header.ts';
import { type Author, readAuthor } from './author.ts';

const author = (...fields: string[]): Author => readAuthor(parseHeader(Buffer.from(`${fields.join('\r\n')}\r\n\r\n`)));

it.each([
  ['From: ann@example.com', 'example.com'],
  ['From: "Ann, of Example" <ann@Example.COM.>', 'example.com'],
  ['From: "bank@bank.test" <eve@evil.test>', 'evil.test'],
  ['From: ann@example.com (bank@bank.test)', 'example.com'],
  ['From: <"a@bank.test"@evil.test>', 'evil.test'],
  ['From: <@relay.test:ann@example.com>', 'example.com'],
  ['From: Ann <ann@b\u00fccher.test>', 'xn--bcher-kva.test'],
  ['From: Team: daily <ann@example.com>', 'example.com'],
])('%s is one author', (field, domain) => {
  expect(author(field)).toMatchObject({ kind: 'one', domain });
});

it.each([
  ['multiple', ['From: a@example.com', 'from: a@example.com']],
  ['multiple', ['From: a@example.com, b@example.com']],
  ['multiple', ['From: <a@example.com> <b@evil.test>, c@d.test']],
  ['unreadable', ['From: Friends:a@example.com;']],
  ['unreadable', ['From: "Friends": a@example.com, b@example.com;']],
  ['unreadable', ['From: ;:;']],
  ['unreadable', ['From: =?utf-8?q?ann=40example=2Ecom?=']],
  ['unreadable', ['From: <>']],
  ['unreadable', ['From: ann@[192.0.2.1']],
  ['missing', ['Sender: a@example.com']],
])('%s: %j', (kind, fields) => {
  expect(author(...fields).kind).toBe(kind);
});
