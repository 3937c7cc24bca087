import { fromBufferPromise } from 'yauzl';
import { describe, expect, it } from 'vitest';

import { zip } from './zip.ts';

const entries = [
  { path: 'clamav/lib/b.so', bytes: Buffer.alloc(100_000, 'library'), executable: false },
  { path: 'clamav/bin/ä', bytes: Buffer.from('program'), executable: true },
  { path: 'clamav/empty', bytes: Buffer.alloc(0), executable: false },
];

describe('a zip', () => {
  it('is read by another implementation: names, bytes and who may execute', async () => {
    const found: Record<string, [string, string]> = {};
    const file = await fromBufferPromise(await zip(entries));
    for await (const entry of file.eachEntry()) {
      const chunks: Buffer[] = [];
      for await (const chunk of await file.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
      found[entry.fileName] = [(entry.externalFileAttributes >>> 16).toString(8), Buffer.concat(chunks).toString()];
    }
    expect(found).toEqual({
      'clamav/bin/ä': ['100755', 'program'],
      'clamav/empty': ['100644', ''],
      'clamav/lib/b.so': ['100644', 'library'.repeat(20_000).slice(0, 100_000)],
    });
  });

  it('is the same whenever it is made, in whatever order', async () => {
    expect((await zip(entries)).equals(await zip(entries.toReversed()))).toBe(true);
  });
});
