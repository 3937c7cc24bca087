import { zstdCompressSync } from 'node:zlib';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { maxEntries } from '../budget.ts';
import { Gathering } from '../expansion.ts';
import { budget, portableExecutable, zip } from '../test-support.ts';
import { everything, unzip, type OtherMethods } from './unzip.ts';

const noOther: OtherMethods = async () => ({ is: 'unsupported' });

async function open(file: Uint8Array, changes: Parameters<typeof budget>[0] = {}) {
  const into = new Gathering(budget({ bytesIn: file.length, ...changes }));
  await unzip(file, into, everything, noOther);
  return into;
}

const codes = (into: Gathering) => into.defects.map((defect) => defect.code);
const text = (bytes: Uint8Array | undefined) => (bytes ? Buffer.from(bytes).toString('latin1') : undefined);
const shown = (into: Gathering) => into.entries.map((entry) => [entry.names, text(entry.bytes), entry.status]);

describe('an ordinary zip', () => {
  it('gives its files with names and content, not its folders', async () => {
    const found = await open(
      zip([
        { name: 'a.txt', content: 'hello' },
        { name: 'dir/', method: 0 },
        { name: 'dir/b.bin', content: 'x', method: 0 },
      ]),
    );
    expect(shown(found)).toEqual([
      [['a.txt'], 'hello', 'opened'],
      [['dir/b.bin'], 'x', 'opened'],
    ]);
    expect(found.defects).toEqual([]);
  });

  it('undoes zstd, which node:zlib knows', async () => {
    const content = Buffer.from('a'.repeat(500));
    const found = await open(zip([{ name: 'a', content, method: 93, packed: zstdCompressSync(content) }]));
    expect(shown(found)).toEqual([[['a'], 'a'.repeat(500), 'opened']]);
  });

  it('is one with no entries at all', async () => {
    const found = await open(zip([]));
    expect([found.entries, found.defects]).toEqual([[], []]);
  });

  it.each([
    ['UTF-8 without the flag', Buffer.from('приказ.exe'), 'приказ.exe'],
    ['code page 437', Buffer.from('r\x82sum\x82.doc', 'latin1'), 'résumé.doc'],
  ])('reads a name in %s', async (_, name, expected) => {
    expect((await open(zip([{ name, content: 'x' }]))).entries[0]?.names).toEqual([expected]);
  });

  it('adds the Unicode path of Info-ZIP to the names', async () => {
    const path = Buffer.from('real.exe');
    const extra = Buffer.concat([Buffer.from([0x75, 0x70, 5 + path.length, 0, 1, 0, 0, 0, 0]), path]);
    expect((await open(zip([{ name: 'shown.txt', content: 'x', extra }]))).entries[0]?.names).toEqual([
      'shown.txt',
      'real.exe',
    ]);
  });
});

describe('a zip that stands among other bytes', () => {
  const inner = [{ name: 'a.txt', content: 'hello' }];
  it.each([
    ['behind a program', zip(inner, { prefix: portableExecutable() })],
    ['before trailing bytes', zip(inner, { suffix: Buffer.alloc(5000, 7) })],
    ['before more bytes than a comment may have', zip(inner, { suffix: Buffer.alloc(100_000, 7) })],
    ['with a comment', zip(inner, { comment: Buffer.from('note') })],
  ])('is opened %s', async (_, file) => {
    const found = await open(file);
    expect(shown(found)).toEqual([[['a.txt'], 'hello', 'opened']]);
    expect(found.defects).toEqual([]);
  });

  it('is not alone where two are joined: both are opened, and that is odd', async () => {
    const found = await open(
      Buffer.concat([zip([{ name: 'first.exe', content: '1' }]), zip([{ name: 'second.txt', content: '2' }])]),
    );
    expect(new Set(found.entries.map((entry) => entry.names[0]))).toEqual(new Set(['first.exe', 'second.txt']));
    expect(codes(found)).toEqual(['ARCHIVE_HIDDEN_ENTRY']);
  });

  it('hides nothing in a comment', async () => {
    const found = await open(zip(inner, { comment: zip([{ name: 'evil.js', content: 'x' }]) }));
    expect(new Set(found.entries.map((entry) => entry.names[0]))).toEqual(new Set(['a.txt', 'evil.js']));
  });
});

describe('headers that lie', () => {
  it('shows both names', async () => {
    const found = await open(zip([{ name: 'a.txt', localName: 'a.exe', content: 'x' }]));
    expect(found.entries[0]?.names).toEqual(['a.txt', 'a.exe']);
    expect(codes(found)).toEqual(['ARCHIVE_NAMES_DIFFER']);
  });

  it('says that programs would read different content', async () => {
    expect(codes(await open(zip([{ name: 'a', content: 'x', localMethod: 0 }])))).toEqual(['ARCHIVE_HEADERS_DIFFER']);
  });

  it('finds the entry that the directory leaves out', async () => {
    const found = await open(
      zip([
        { name: 'a', content: 'x' },
        { name: 'b.exe', content: 'y', hidden: true },
      ]),
    );
    expect(shown(found)[1]).toEqual([['b.exe'], 'y', 'opened']);
    expect(codes(found)).toEqual(['ARCHIVE_HIDDEN_ENTRY']);
  });

  it.each([
    ['size', { size: 3 }],
    ['checksum', { crc: 1 }],
  ])('hands out content that contradicts its %s, and says so', async (_, wrong) => {
    const found = await open(zip([{ name: 'a', content: 'hello', ...wrong }]));
    expect(shown(found)).toEqual([[['a'], 'hello', 'truncated']]);
    expect(codes(found)).toEqual(['ARCHIVE_DAMAGED']);
  });
});

describe('paths', () => {
  it.each(['../../run.exe', 'a\\..\\..\\run.exe', '..'])('%s climbs out', async (name) => {
    expect(codes(await open(zip([{ name, content: 'x' }])))).toEqual(['ARCHIVE_PATH']);
  });

  it.each(['a/..b/c', './a', 'a...txt', '/etc/x'])('%s does not', async (name) => {
    expect(codes(await open(zip([{ name, content: 'x' }])))).toEqual([]);
  });
});

describe('what cannot be opened', () => {
  it('lists encrypted entries by name', async () => {
    const found = await open(
      zip([
        { name: 'a.exe', content: 'x', flags: 1 },
        { name: 'b', content: 'y' },
      ]),
    );
    expect(found.entries.map((entry) => entry.status)).toEqual(['encrypted', 'opened']);
    expect(found.defects).toEqual([
      { code: 'ARCHIVE_ENCRYPTED', layer: 'attachments', verdict: 'encrypted', evidence: 'a.exe' },
    ]);
  });

  it('lists an entry of an unknown method', async () => {
    const found = await open(zip([{ name: 'a', content: 'x', method: 97 }]));
    expect(found.entries[0]?.status).toBe('unopened');
    expect(codes(found)).toEqual(['ARCHIVE_UNSUPPORTED']);
  });

  it('reads a zip without its directory from the front', async () => {
    const whole = zip([
      { name: 'a.txt', content: 'hello' },
      { name: 'b.txt', content: 'world' },
    ]);
    const found = await open(whole.subarray(0, whole.indexOf('PK\x01\x02', 'latin1')));
    expect(shown(found).map((entry) => entry[1])).toEqual(['hello', 'world']);
    expect(codes(found)).toEqual(['ARCHIVE_DAMAGED']);
  });
});

describe('bombs', () => {
  it('of one entry end at the ratio', async () => {
    const found = await open(zip([{ name: 'zeros', content: Buffer.alloc(12 * 1024 * 1024) }]));
    expect(codes(found)).toEqual(['ARCHIVE_RATIO']);
    expect([found.entries[0]?.status, found.limits]).toEqual(['unopened', ['archive ratio']]);
  });

  it('end at the total size', async () => {
    const found = await open(zip([{ name: 'a', content: 'x'.repeat(100) }]), { bytesLeft: 99 });
    expect(codes(found)).toEqual(['ARCHIVE_TOO_LARGE']);
  });

  it('of many empty entries end at the count', async () => {
    const found = await open(zip(Array.from({ length: maxEntries + 1 }, (_, i) => ({ name: `${i}`, method: 0 }))));
    expect(codes(found)).toEqual(['ARCHIVE_TOO_MANY_ENTRIES']);
    expect(found.entries).toHaveLength(maxEntries);
  });

  it('of many entries on one offset are not read', async () => {
    const same = Array.from({ length: 1000 }, (_, i) => ({ name: `${i}`, content: 'x'.repeat(1000), sharesOffset: 0 }));
    const found = await open(zip([{ name: 'a', content: 'x'.repeat(1000) }, ...same]));
    expect(codes(found)).toContain('ARCHIVE_OVERLAP');
    expect(found.entries.every((entry) => entry.status === 'unopened')).toBe(true);
  });

  it('of time end at the deadline', async () => {
    const found = await open(zip([{ name: 'a', content: 'x' }]), { clock: () => 99_999, deadline: 5 });
    expect(codes(found)).toEqual(['ARCHIVE_TOO_SLOW']);
  });
});

describe('hostile bytes', () => {
  const whole = zip([
    { name: 'a.txt', content: 'hello world' },
    { name: 'b', content: 'y'.repeat(50), method: 0 },
  ]);

  it('cut anywhere are never silently nothing', async () => {
    for (let length = 4; length < whole.length; length++) {
      const found = await open(whole.subarray(0, length));
      expect(found.defects.length, `cut at ${length}`).toBeGreaterThan(0);
    }
  });

  it('changed anywhere never throw', async () => {
    const edit = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 6 }), async (edits) => {
        const file = Buffer.from(whole);
        for (const [at, byte] of edits) file[at] = byte;
        await open(file);
      }),
      { numRuns: 200 },
    );
  });
});
