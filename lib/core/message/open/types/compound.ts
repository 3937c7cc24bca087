/** What kind of compound file (OLE2, [MS-CFB]) it is, from the names of its storages and streams. */
import type { NamedType } from './extensions.ts';

const kinds: [stream: RegExp, is: NamedType][] = [
  [/^worddocument$/i, { type: 'application/msword', class: 'document' }],
  [/^(?:workbook|book)$/i, { type: 'application/vnd.ms-excel', class: 'document' }],
  [/^powerpoint document$/i, { type: 'application/vnd.ms-powerpoint', class: 'document' }],
  [/^visiodocument$/i, { type: 'application/vnd.visio', class: 'document' }],
  [/^quill$/i, { type: 'application/vnd.ms-publisher', class: 'document' }],
  [/^__(?:properties_version1\.0|nameid_version1\.0)$/, { type: 'application/vnd.ms-outlook', class: 'message' }],
  [/^encryptedpackage$/i, { type: 'application/x-encrypted-ooxml', class: 'document' }],
  [
    /^(?:_vba_project|_vba_project_cur|vba|macros)$/i,
    { type: 'application/vnd.ms-office.vba', class: 'macro-document' },
  ],
  // Table names of an installer are packed two characters into one (0x3800 to 0x4840).
  [/^\u4840[\u3800-\u4840]+$/, { type: 'application/x-msi', class: 'executable' }],
];

export function compoundTypes(names: readonly string[]): NamedType[] {
  return kinds.filter(([stream]) => names.some((name) => stream.test(name))).map(([, is]) => is);
}
