import { describe, expect, it } from 'vitest';
import { fromBuffer, type Entry } from 'yauzl';

import { storedZip } from './sample-zip.ts';

const hello = Buffer.from('hello');

/** What another implementation reads. */
function entriesOf(zip: Buffer): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: false }, (error, file) => {
      const entries: Entry[] = [];
      if (error) return reject(error);
      file.on('entry', (entry: Entry) => entries.push(entry));
      file.on('error', reject).on('end', () => resolve(entries));
    });
  });
}

function contentOf(zip: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    fromBuffer(zip, (error, file) => {
      if (error) return reject(error);
      file.on('entry', (entry: Entry) =>
        file.openReadStream(entry, (failed, stream) => {
          if (failed) return reject(failed);
          const chunks: Buffer[] = [];
          stream.on('data', (chunk: Buffer) => chunks.push(chunk));
          stream.on('error', reject).on('end', () => resolve(Buffer.concat(chunks)));
        }),
      );
    });
  });
}

describe('a stored zip', () => {
  it('begins and ends as APPNOTE has it', () => {
    const zip = storedZip([{ name: 'a', bytes: hello }]);
    // Local header 30 + name 1 + content 5, central header 46 + name 1, end 22.
    expect(zip).toHaveLength(36 + 47 + 22);
    expect(zip.subarray(0, 4).toString('hex')).toBe('504b0304');
    expect(zip.subarray(36, 40).toString('hex')).toBe('504b0102');
    expect(zip.subarray(83).toString('hex')).toBe('504b050600000000010001002f000000240000000000');
  });

  it('is read by another implementation: names, sizes, the CRC of "hello"', async () => {
    const zip = storedZip([
      { name: 'hello.txt', bytes: hello },
      { name: 'grüße.txt', bytes: Buffer.alloc(0) },
    ]);
    const entries = await entriesOf(zip);
    expect(entries.map((entry) => [entry.compressedSize, entry.uncompressedSize, entry.compressionMethod])).toEqual([
      [5, 5, 0],
      [0, 0, 0],
    ]);
    expect(entries.map(({ crc32 }) => crc32)).toEqual([0x3610a686, 0]);
    expect(entries[0]?.fileName).toBe('hello.txt');
  });

  it('holds the content', async () => {
    expect(await contentOf(storedZip([{ name: 'a', bytes: hello }]))).toEqual(hello);
  });

  it('says of an entry that it is encrypted, in both headers', async () => {
    const zip = storedZip([{ name: 'a', bytes: hello, encrypted: true }]);
    expect(zip.readUInt16LE(6) & 1).toBe(1);
    expect((await entriesOf(zip))[0]?.isEncrypted()).toBe(true);
  });

  it('may be empty', async () => {
    expect(await entriesOf(storedZip([]))).toEqual([]);
  });
});
