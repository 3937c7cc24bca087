/** What kind of file a zip is, from the names in it. */
import type { NamedType } from './extensions.ts';

const office = 'application/vnd.openxmlformats-officedocument';
const plain: NamedType = { type: 'application/zip', class: 'archive' };

/** The first that fits; each is tested against one lower-case name. */
const kinds: [entry: RegExp, is: NamedType][] = [
  [/^word\/./, { type: `${office}.wordprocessingml.document`, class: 'document' }],
  [/^xl\/workbook\.bin$/, { type: 'application/vnd.ms-excel.sheet.binary.macroenabled.12', class: 'document' }],
  [/^xl\/./, { type: `${office}.spreadsheetml.sheet`, class: 'document' }],
  [/^ppt\/./, { type: `${office}.presentationml.presentation`, class: 'document' }],
  [/^visio\/./, { type: 'application/vnd.ms-visio.drawing', class: 'document' }],
  [
    /^fixeddocseq\.fdseq$|^fixeddocumentsequence\.fdseq$/,
    { type: 'application/vnd.ms-xpsdocument', class: 'document' },
  ],
  [/^androidmanifest\.xml$/, { type: 'application/vnd.android.package-archive', class: 'executable' }],
  [/^payload\/[^/]{1,200}\.app\//, { type: 'application/x-ios-app', class: 'executable' }],
  [/^(?:appxmanifest\.xml|appxmetadata\/appxbundlemanifest\.xml)$/, { type: 'application/msix', class: 'executable' }],
  [/^extension\.vsixmanifest$/, { type: 'application/vsix', class: 'executable' }],
  [/^(?:install\.rdf|meta-inf\/mozilla\.rsa)$/, { type: 'application/x-xpinstall', class: 'executable' }],
  [/^meta-inf\/container\.xml$/, { type: 'application/epub+zip', class: 'document' }],
  [/^[^/]{1,200}\.nuspec$/, { type: 'application/x-nupkg', class: 'archive' }],
  [/^(?:meta-inf\/manifest\.mf|.{0,300}\.class)$/, { type: 'application/java-archive', class: 'executable' }],
];

const macros =
  /^(?:(?:word|xl|ppt|visio)\/vbaproject\.bin|xl\/(?:macrosheets|intlmacrosheets)\/.{1,200}|basic\/.{1,200}|scripts\/.{1,200})$/;

/** OpenDocument is told from others by its manifest; which kind, by its own `mimetype`, matters to nobody here. */
const openDocument: NamedType = { type: 'application/vnd.oasis.opendocument', class: 'document' };

export function zipTypes(names: readonly string[]): NamedType[] {
  const lower = names.map((name) => name.toLowerCase().replaceAll('\\', '/'));
  const has = (pattern: RegExp) => lower.some((name) => pattern.test(name));
  const kind = ofKind(has);
  const withMacros: NamedType[] =
    kind.class === 'document' && has(macros) ? [{ type: macroType(kind.type), class: 'macro-document' }] : [];
  return [kind, ...withMacros];
}

function ofKind(has: (pattern: RegExp) => boolean): NamedType {
  if (has(/^content\.xml$/) && has(/^meta-inf\/manifest\.xml$/)) return openDocument;
  const isOffice = has(/^\[content_types\]\.xml$/);
  const fits = kinds.find(([entry, is]) => has(entry) && (isOffice || !/office|ms-excel|visio/.test(is.type)));
  return fits?.[1] ?? plain;
}

const macroTypes = new Map([
  [`${office}.wordprocessingml.document`, 'application/vnd.ms-word.document.macroenabled.12'],
  [`${office}.spreadsheetml.sheet`, 'application/vnd.ms-excel.sheet.macroenabled.12'],
  [`${office}.presentationml.presentation`, 'application/vnd.ms-powerpoint.presentation.macroenabled.12'],
  ['application/vnd.ms-visio.drawing', 'application/vnd.ms-visio.drawing.macroenabled.12'],
]);

function macroType(type: string): string {
  return macroTypes.get(type) ?? type;
}
