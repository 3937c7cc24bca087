/** Archives within archives under one budget, as `open` works them off; and what of a document becomes a part. */
import { gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { createIdentifier } from '../types/identify.ts';
import type { Budget } from './budget.ts';
import { createExpander } from './expand.ts';
import { tar } from './test-archives.ts';
import { budget, portableExecutable, zip } from './test-support.ts';

const identify = createIdentifier();
const expand = createExpander({ libarchive: () => Promise.reject(new Error('not in this test')) });

async function openAll(file: Buffer, shared: Budget = budget()) {
  const waiting = [{ bytes: file as Uint8Array, names: ['a'], depth: 0 }];
  const names: string[] = [];
  const codes = new Set<string>();
  const limits = new Set<string>();
  for (const { bytes, names: own, depth } of waiting) {
    shared.depth = depth;
    const found = await expand(bytes, identify(own, bytes), shared, own);
    for (const defect of found.defects) codes.add(defect.code);
    for (const limit of found.limits) limits.add(limit);
    for (const entry of found.entries) {
      names.push(entry.names[0] ?? '');
      if (entry.bytes) waiting.push({ bytes: entry.bytes, names: entry.names, depth: depth + 1 });
    }
  }
  return { names, codes: [...codes], limits: [...limits] };
}

const nested = (depth: number, inner: Buffer): Buffer =>
  depth === 0 ? inner : zip([{ name: `${depth}.zip`, content: nested(depth - 1, inner) }]);

describe('archives within archives', () => {
  it('are opened to their bottom', async () => {
    const file = zip([{ name: 'b.tar.gz', content: gzipSync(tar([{ name: 'c.txt', content: 'hello' }])) }]);
    expect(await openAll(file)).toEqual({ names: ['b.tar.gz', 'b.tar', 'c.txt'], codes: [], limits: [] });
  });

  it('end at the depth limit', async () => {
    expect((await openAll(nested(9, Buffer.from('x')))).codes).toEqual([]);
    expect(await openAll(nested(11, Buffer.from('x')))).toMatchObject({
      codes: ['ARCHIVE_TOO_DEEP'],
      limits: ['archive depth'],
    });
  });

  it('share one ratio: zeros zipped twice', async () => {
    const once = zip([{ name: 'zeros', content: Buffer.alloc(100 * 1024 * 1024) }]);
    const found = await openAll(zip([{ name: 'once.zip', content: once }]));
    expect(found.limits).toEqual(['archive ratio']);
  });

  it('share one count: a tree of zips', async () => {
    const leaf = zip(Array.from({ length: 16 }, (_, i) => ({ name: `${i}`, content: 'x' })));
    const tree = [1, 2, 3].reduce(
      (inner) => zip(Array.from({ length: 16 }, (_, i) => ({ name: `${i}.zip`, content: inner }))),
      leaf,
    );
    expect((await openAll(tree)).limits).toEqual(['archive entries']);
  });

  it('share one total', async () => {
    const part = Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7919) % 251));
    const file = zip(
      Array.from({ length: 9 }, (_, i) => ({ name: `${i}.zip`, content: zip([{ name: 'a', content: part }]) })),
    );
    expect((await openAll(file, budget({ bytesLeft: 300_000 }))).limits).toEqual(['archive bytes']);
  });
});

describe('a file of several kinds', () => {
  it('is opened in every way that it can be', async () => {
    const inside = zip([{ name: 'a.txt', content: 'x' }]);
    const file = Buffer.concat([tar([{ name: 'b.txt', content: 'y' }]), inside]);
    const found = await openAll(file);
    expect(new Set(found.names)).toEqual(new Set(['a.txt', 'b.txt']));
  });
});

describe('a document', () => {
  const entries = [
    { name: '[Content_Types].xml', content: '<Types/>' },
    { name: 'word/document.xml', content: '<document/>' },
    { name: 'word/media/image1.png', content: 'x' },
    { name: '_rels/.rels', content: '<x/>' },
  ];

  it('gives no parts for what every document has', async () => {
    expect(await openAll(zip(entries))).toEqual({ names: [], codes: [], limits: [] });
  });

  it('gives macros, embedded files, links to other files, controls, and what is unknown', async () => {
    const harmful = [
      'word/vbaProject.bin',
      'word/embeddings/oleObject1.bin',
      'word/embeddings/Sheet.xlsx',
      'xl/externalLinks/externalLink1.xml',
      'word/activeX/activeX1.xml',
      'xl/macrosheets/sheet1.xml',
      'word/media/setup.exe',
    ];
    const file = zip([...entries, ...harmful.map((name) => ({ name, content: 'x' }))]);
    expect((await openAll(file)).names).toEqual(harmful);
  });

  it('hides no program under the name of a picture in it', async () => {
    const file = zip([
      ...entries,
      { name: 'word/media/image2.png', localName: 'word/media/a.exe', content: portableExecutable() },
    ]);
    expect((await openAll(file)).names).toEqual(['word/media/image2.png']);
  });
});

it('an archive that breaks its reader is one that could not be looked at', async () => {
  const found = await openAll(Buffer.from('Rar!\x1a\x07\x00', 'latin1'));
  expect(found.codes).toEqual(['ARCHIVE_DAMAGED']);
});

it('what is no container is left alone, and costs nothing', async () => {
  const shared = budget();
  expect(await openAll(Buffer.from('plain text'), shared)).toEqual({ names: [], codes: [], limits: [] });
  expect(shared.bytesIn).toBe(0);
});
