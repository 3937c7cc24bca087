import { describe, expect, it } from 'vitest';

import { zip } from '../../../../message/open/archives/test-support.ts';
import { codesOf } from '../test-support.ts';

const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const ooxml = { types: [{ by: 'structure' as const, type: word, class: 'document' as const }] };
const relation = (type: string, target: string): string =>
  `<?xml version="1.0"?><Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}" TargetMode="External"/></Relationships>`;

const codes = (entries: Record<string, string | Buffer>): Promise<string[]> =>
  codesOf(zip(Object.entries(entries).map(([name, content]) => ({ name, content }))), ooxml);

describe('what a document loads by itself', () => {
  it.each([
    ['attachedTemplate', 'http://example.test/a.dotm', 'DOCUMENT_REMOTE_TEMPLATE'],
    ['attachedTemplate', 'https&#58;//example.test/a.dotm', 'DOCUMENT_REMOTE_TEMPLATE'],
    ['attachedTemplate', 'https://office.sharepoint.com/t/a.dotx', 'DOCUMENT_EXTERNAL_FILE'],
    ['attachedTemplate', 'file:///\\\\server\\share\\a.dotx', 'DOCUMENT_EXTERNAL_FILE'],
    ['oleObject', 'https://example.test/a.html', 'DOCUMENT_REMOTE_OBJECT'],
    ['oleObject', 'mhtml:https://example.test/a.html!x-usc:https://example.test/a.html', 'DOCUMENT_EXPLOIT_LINK'],
    ['externalLinkPath', 'https://example.test/a.xlsx', 'DOCUMENT_EXTERNAL_FILE'],
  ])('%s %s', async (type, target, code) => {
    expect(await codes({ 'word/_rels/settings.xml.rels': relation(type, target) })).toEqual([code]);
  });

  it.each(['hyperlink', 'image'])('is not a %s', async (type) => {
    expect(await codes({ 'word/_rels/document.xml.rels': relation(type, 'https://example.test/') })).toEqual([]);
  });

  it('is read in UTF-16 too', async () => {
    const xml = Buffer.from(`\ufeff${relation('attachedTemplate', 'http://example.test/a.dotm')}`, 'utf16le');
    expect(await codes({ 'word/_rels/settings.xml.rels': xml })).toEqual(['DOCUMENT_REMOTE_TEMPLATE']);
  });
});

describe('DDE', () => {
  it('cut into runs', async () => {
    const xml =
      '<w:p><w:instrText xml:space="preserve"> DDE</w:instrText><w:t/><w:instrText>AUTO c:\\\\windows\\\\cmd.exe "/c calc"</w:instrText></w:p>';
    expect(await codes({ 'word/document.xml': xml })).toEqual(['DOCUMENT_DDE']);
  });

  it('in a simple field', async () => {
    expect(await codes({ 'word/header1.xml': '<w:fldSimple w:instr="DDE Excel a.xlsx">x</w:fldSimple>' })).toEqual([
      'DOCUMENT_DDE_LINK',
    ]);
  });

  it('in a workbook', async () => {
    expect(
      await codes({ 'xl/externalLinks/externalLink1.xml': '<ddeLink ddeService="cmd" ddeTopic="/c calc"/>' }),
    ).toEqual(['DOCUMENT_DDE']);
  });
});

it('finds Excel 4 macros that hide', async () => {
  const sheets = { 'xl/macrosheets/sheet1.xml': '<xm:macrosheet/>' };
  expect(await codes({ ...sheets, 'xl/workbook.xml': '<sheet name="a"/>' })).toEqual(['DOCUMENT_XLM_MACRO']);
  expect(await codes({ ...sheets, 'xl/workbook.xml': '<sheet name="a" state="veryHidden"/>' })).toEqual([
    'DOCUMENT_XLM_MACRO',
    'DOCUMENT_XLM_AUTOEXEC',
  ]);
  expect(
    await codes({ ...sheets, 'xl/workbook.xml': '<definedName name="_xlnm.Auto_Open">a!$A$1</definedName>' }),
  ).toContain('DOCUMENT_XLM_AUTOEXEC');
});

it('says so when there is no directory, and when there is too much', async () => {
  expect(await codesOf('PK', ooxml)).toEqual(['DOCUMENT_UNREADABLE']);
  const bomb = Buffer.alloc(65 * 1024 * 1024);
  expect(await codes({ 'word/document.xml': bomb })).toEqual(['DOCUMENT_TOO_COMPLEX']);
});

it('has nothing to say of a plain document', async () => {
  expect(
    await codes({ '[Content_Types].xml': '<Types/>', 'word/document.xml': '<w:t>DDE is a protocol</w:t>' }),
  ).toEqual([]);
});
