import { describe, expect, it } from 'vitest';
import { simpleParser } from 'mailparser';

import { samples } from './samples.ts';

const all = samples('alice@a.example', 'bob@a.example', 'nobody@a.example', new Date(Date.UTC(2026, 10, 24, 9, 5)));
const titled = (title: string): string => all.find((sample) => sample.title === title)?.message ?? '';
const attached = async (title: string) => (await simpleParser(titled(title))).attachments[0];

describe('the sample messages', () => {
  it('are ten, each with what the shipped defaults make of it', () => {
    expect(all.map(({ title, expect, recipients }) => [title, expect, recipients.join()])).toEqual([
      ['a plain letter', 'delivered', 'alice@a.example'],
      ['a newsletter', 'delivered', 'alice@a.example'],
      ['a virus (EICAR)', 'held', 'alice@a.example'],
      ['the virus in a zip in a zip', 'held', 'alice@a.example'],
      ['spam (GTUBE)', 'held', 'alice@a.example'],
      ['a program called report.pdf', 'held', 'alice@a.example'],
      ['a zip with a password', 'delivered', 'alice@a.example'],
      ['a broken MIME structure', 'delivered', 'alice@a.example'],
      ['one message for two', 'delivered', 'alice@a.example,bob@a.example'],
      ['somebody who is not here', 'refused', 'nobody@a.example'],
    ]);
  });

  it.each(all.map(({ title, message }) => [title, message]))('%s can be sent as it is', (_, message) => {
    expect(message).not.toMatch(/[^\r]\n|\r[^\n]/);
    expect(message.endsWith('\r\n')).toBe(true);
    // RFC 5321 section 4.5.3.1.6, and 7 bits.
    expect(Math.max(...message.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
    expect(message).toMatch(/^[\x00-\x7f]*$/);
  });

  it('have a date that RFC 5322 knows, and ids of their own', () => {
    expect(titled('a plain letter')).toContain('\r\nDate: Tue, 24 Nov 2026 09:05:00 +0000\r\n');
    const ids = all.map(({ message }) => /^Message-ID: (<[^\s<>]+@sender\.example>)\r$/m.exec(message)?.[1]);
    expect(new Set(ids).size).toBe(10);
    expect(ids).not.toContain(undefined);
  });
});

describe('what they carry', () => {
  it('EICAR, its 68 bytes and no more', async () => {
    const file = await attached('a virus (EICAR)');
    expect(file?.filename).toBe('eicar.com');
    expect(file?.content).toHaveLength(68);
    expect(file?.content.toString('latin1')).toMatch(/^X5O!.*EICAR-STANDARD-ANTIVIRUS-TEST-.*\$H\+H\*$/);
  });

  it('EICAR in a zip in a zip', async () => {
    const file = await attached('the virus in a zip in a zip');
    const text = file?.content.toString('latin1') ?? '';
    expect(text.split('PK\u0003\u0004')).toHaveLength(3);
    expect(text).toContain('inner.zip');
    expect(text).toContain('EICAR-STANDARD');
  });

  it('GTUBE on a line of its own', () => {
    expect(
      titled('spam (GTUBE)')
        .split('\r\n')
        .filter((line) => /^XJS\*.{60,}34X$/.test(line)),
    ).toHaveLength(1);
  });

  it('a program that says it is a PDF', async () => {
    const file = await attached('a program called report.pdf');
    expect([file?.filename, file?.contentType]).toEqual(['report.pdf', 'application/pdf']);
    expect(file?.content.subarray(0, 2).toString()).toBe('MZ');
    expect(file?.content.subarray(0x80, 0x84).toString('latin1')).toBe('PE\0\0');
  });

  it('a zip whose entry is marked as encrypted', async () => {
    expect(((await attached('a zip with a password'))?.content.readUInt16LE(6) ?? 0) & 1).toBe(1);
  });

  it('boundaries that are never closed', () => {
    const message = titled('a broken MIME structure');
    expect(message).not.toMatch(/^--(?:inner|outer)--/m);
    expect(message).toContain('boundary="inner"');
  });
});
