import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { type Aws, startAws } from '../../../test/support/aws/emulators.ts';
import { readEntry, readSnapshot, writeEntry, writeSnapshot } from './s3-lessons-format.ts';
import { S3Lessons } from './s3-lessons.ts';

let aws: Aws;
let now = 0;
beforeEach(async () => {
  aws = await startAws();
  for (const [name, value] of Object.entries(aws.env)) vi.stubEnv(name, value);
  now = 1_000_000;
});
afterEach(async () => {
  vi.unstubAllEnvs();
  aws.assertHonest();
  await aws.close();
});

const lessons = (): S3Lessons => new S3Lessons({ client: new S3Client(), bucket: aws.bucket, clock: () => now });
const words = (...tokens: number[]): Uint32Array => Uint32Array.from(tokens);
const asked = (): string[] => aws.calls.map(({ operation }) => operation);

describe('a teacher', () => {
  it('teaches once, changes its mind, takes back once', async () => {
    const teacher = lessons();
    expect(await teacher.teach('a', 'spam', words(1, 0xffff_ffff))).toBe(true);
    expect(await teacher.teach('a', 'spam', words(1, 0xffff_ffff))).toBe(false);
    expect(await teacher.teach('b', 'ham', words(1))).toBe(true);
    expect(teacher.total()).toEqual({ spam: 1, ham: 1 });
    expect(Object.fromEntries(teacher.lookup(words(1, 2, 0xffff_ffff)))).toEqual({
      1: { spam: 1, ham: 1 },
      4294967295: { spam: 1, ham: 0 },
    });
    expect(await teacher.teach('a', 'ham', words(1))).toBe(true);
    expect(teacher.total()).toEqual({ spam: 0, ham: 2 });
    expect(await teacher.undo('a')).toBe(true);
    expect(await teacher.undo('a')).toBe(false);
    expect(teacher.total()).toEqual({ spam: 0, ham: 1 });
  });

  it('knows what others taught before it writes', async () => {
    const [one, other] = [lessons(), lessons()];
    await Promise.all([one.teach('a', 'spam', words(1)), other.teach('b', 'ham', words(2))]);
    expect(await one.teach('b', 'ham', words(2))).toBe(false);
    expect(await other.teach('a', 'spam', words(1))).toBe(false);
    expect(await other.undo('a')).toBe(true);
    expect(await one.undo('a')).toBe(false);
    const keys = [...(await aws.objects()).keys()];
    expect(keys).toEqual([1, 2, 3].map((n) => `lessons/journal/00000000${n}`));
  });

  it('does many things at once one after the other', async () => {
    const teacher = lessons();
    const taught = Array.from({ length: 12 }, (_, n) => teacher.teach(`lesson ${n}`, 'spam', words(n)));
    expect(await Promise.all(taught)).toEqual(Array.from({ length: 12 }, () => true));
    expect(teacher.total()).toEqual({ spam: 12, ham: 0 });
    const reader = lessons();
    await reader.refresh();
    expect(reader.total()).toEqual({ spam: 12, ham: 0 });
  });

  it('does not take up again what was taken back while its answer was on its way', async () => {
    const [slow, other] = [lessons(), lessons()];
    await slow.refresh();
    const undone = Promise.withResolvers<void>();
    const written = Promise.withResolvers<void>();
    aws.fault = async ({ operation }, phase) => {
      if (operation !== 'PutObject' || phase === 'before') return undefined;
      aws.fault = undefined;
      written.resolve();
      await undone.promise;
    };
    const taught = slow.teach('a', 'spam', words(1));
    await written.promise;
    expect(await other.undo('a')).toBe(true);
    now += 61_000;
    await slow.refresh();
    undone.resolve();
    expect(await taught).toBe(true);
    expect(slow.total()).toEqual({ spam: 0, ham: 0 });
    expect(await slow.undo('a')).toBe(false);
  });

  it('has taught what S3 took without an answer', async () => {
    aws.fault = ({ operation }, phase) =>
      operation === 'PutObject' && phase === 'after' ? ((aws.fault = undefined), { kind: 'drop' }) : undefined;
    const teacher = lessons();
    expect(await teacher.teach('a', 'spam', words(1))).toBe(true);
    expect(teacher.total()).toEqual({ spam: 1, ham: 0 });
    expect((await aws.objects()).size).toBe(1);
  });
});

describe('a reader', () => {
  it('hears of news after a minute, with one listing, and of none with one listing', async () => {
    const [reader, teacher] = [lessons(), lessons()];
    await teacher.teach('a', 'spam', words(1));
    await reader.refresh();
    expect(reader.total()).toEqual({ spam: 1, ham: 0 });
    await teacher.teach('b', 'spam', words(1));
    aws.calls.length = 0;
    now += 59_000;
    await reader.refresh();
    expect(asked()).toEqual([]);
    now += 2_000;
    await reader.refresh();
    expect(reader.lookup(words(1)).get(1)).toEqual({ spam: 2, ham: 0 });
    expect(asked()).toEqual(['ListObjectsV2', 'GetObject']);
    now += 60_000;
    await reader.refresh();
    expect(asked()).toEqual(['ListObjectsV2', 'GetObject', 'ListObjectsV2']);
  });

  it('goes by what it knows where S3 fails', async () => {
    const [reader, teacher] = [lessons(), lessons()];
    await teacher.teach('a', 'spam', words(1));
    await reader.refresh();
    aws.fault = () => ({ kind: 'error', status: 403, code: 'AccessDenied' });
    now += 61_000;
    await reader.refresh();
    expect(reader.total()).toEqual({ spam: 1, ham: 0 });
  });

  it('begins with the snapshot where the journal is long', async () => {
    const teacher = lessons();
    for (let n = 0; n < 203; n++) await teacher.teach(`lesson ${n}`, n % 2 ? 'spam' : 'ham', words(n, 7_000));
    await teacher.undo('lesson 1');
    aws.calls.length = 0;
    const reader = lessons();
    await reader.refresh();
    expect(reader.total()).toEqual({ spam: 100, ham: 102 });
    expect(reader.lookup(words(7_000, 1)).get(7_000)).toEqual({ spam: 100, ham: 102 });
    expect(reader.lookup(words(1)).size).toBe(0);
    expect(asked().filter((operation) => operation === 'GetObject')).toHaveLength(1 + 4);
  });
});

describe('the format', () => {
  it('can be read by who reads JSON and little-endian numbers', () => {
    const written = writeEntry({
      by: 'x',
      kind: 'taught',
      lesson: { id: 'a', as: 'ham', tokens: words(1, 0x01020304) },
    });
    expect(written.toString('latin1')).toBe(
      '{"v":1,"by":"x","kind":"taught","lesson":{"id":"a","as":"ham","tokens":2}}\n\x01\x00\x00\x00\x04\x03\x02\x01',
    );
    expect(readEntry(written)).toEqual({
      by: 'x',
      kind: 'taught',
      lesson: { id: 'a', as: 'ham', tokens: words(1, 0x01020304) },
    });
    expect(readEntry(writeEntry({ by: 'y', kind: 'undone', id: 'a' }))).toEqual({ by: 'y', kind: 'undone', id: 'a' });
  });

  it('refuses what is cut, foreign or longer than it says', () => {
    const whole = writeSnapshot({ n: 3, lessons: [{ id: 'a', as: 'spam', tokens: words(1, 2) }] });
    expect(readSnapshot(whole).lessons[0]?.tokens).toEqual(words(1, 2));
    for (const wrong of [
      whole.subarray(0, -1),
      whole.subarray(0, 9),
      Buffer.concat([whole, Buffer.alloc(4)]),
      Buffer.from('{"v":2}\n'),
    ])
      expect(() => readSnapshot(wrong)).toThrow();
  });
});
