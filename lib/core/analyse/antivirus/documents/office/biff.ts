/** Excel 4 macros, password and DDE in a workbook of the old format ([MS-XLS]): its records one after the other. */
import type { Buffer } from 'node:buffer';

import type { Finding } from '../../../../findings/finding.ts';
import { fact } from '../codes.ts';

const record = { filePass: 0x2f, boundSheet: 0x85, label: 0x18 } as const;
const macroSheet = 1;
const builtIn = 0x20;
/** Section 2.5.114: the built-in names are numbers. */
const autoNames = new Map([
  ['\u0001', 'Auto_Open'],
  ['\u0002', 'Auto_Close'],
  ['\u000a', 'Auto_Activate'],
  ['\u000b', 'Auto_Deactivate'],
]);
const maxRecords = 500_000;

export function workbookFacts(stream: Buffer): Finding[] {
  const sheets: { hidden: boolean; name: string }[] = [];
  let trigger: string | undefined;
  for (const { type, data } of recordsOf(stream)) {
    if (type === record.filePass) return [fact('DOCUMENT_ENCRYPTED', 'workbook')];
    if (type === record.boundSheet && data.length > 8 && data[5] === macroSheet) {
      sheets.push({ hidden: ((data[4] ?? 0) & 3) !== 0, name: unicode(data, 6) });
    }
    if (type === record.label && data.length > 15) trigger ??= autoName(data);
  }
  if (sheets.length === 0) return [];
  const names = sheets.map(({ name }) => name).join(' ');
  const hidden = sheets.some((sheet) => sheet.hidden);
  return [
    fact('DOCUMENT_XLM_MACRO', names),
    ...(trigger || hidden ? [fact('DOCUMENT_XLM_AUTOEXEC', `${names}: ${trigger ?? 'hidden'}`)] : []),
  ];
}

function* recordsOf(stream: Buffer): Generator<{ type: number; data: Buffer }> {
  let at = 0;
  for (let count = 0; at + 4 <= stream.length && count < maxRecords; count++) {
    const end = at + 4 + stream.readUInt16LE(at + 2);
    yield { type: stream.readUInt16LE(at), data: stream.subarray(at + 4, end) };
    at = end;
  }
}

/** ShortXLUnicodeString (section 2.5.240). */
function unicode(data: Buffer, at: number): string {
  const length = data[at] ?? 0;
  const wide = ((data[at + 1] ?? 0) & 1) !== 0;
  return wide
    ? data.toString('utf16le', at + 2, at + 2 + length * 2)
    : data.toString('latin1', at + 2, at + 2 + length);
}

/** Lbl (section 2.4.150): a defined name; the reader of macros starts at these. */
function autoName(data: Buffer): string | undefined {
  const length = data[3] ?? 0;
  const wide = ((data[14] ?? 0) & 1) !== 0;
  const name = wide ? data.toString('utf16le', 15, 15 + length * 2) : data.toString('latin1', 15, 15 + length);
  if ((data.readUInt16LE(0) & builtIn) !== 0) return autoNames.get(name.slice(0, 1));
  return /^auto_(?:open|close|activate|deactivate)/i.test(name) ? name.slice(0, 40) : undefined;
}
