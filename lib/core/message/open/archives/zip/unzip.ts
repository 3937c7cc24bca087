/** Opens a zip: what its directory lists, what it keeps quiet about, and what is wrong with it. */
import { maxEntries, type ExpandedEntry } from '../budget.ts';
import type { Gathering } from '../expansion.ts';
import { readZipDirectory, type ZipEntry } from './directory.ts';
import { hiddenEntries, maxHidden } from './gaps.ts';
import { contentOf, type Content } from './inflate.ts';

/** Which entries become parts, and as what: all of an archive, little of a document. */
export type Selection = (names: readonly string[]) => ExpandedEntry['origin'] | undefined;
/** Undoes the compression methods that node:zlib does not know. */
export type OtherMethods = (packed: Uint8Array, entry: ZipEntry, limit: number) => Promise<Content>;

export const everything: Selection = () => 'archive';

export async function unzip(file: Uint8Array, into: Gathering, select: Selection, other: OtherMethods): Promise<void> {
  const directory = readZipDirectory(file, maxEntries + 1);
  const listed = directory?.entries ?? [];
  if (directory?.split === true) into.defect('ARCHIVE_SPLIT');
  if (directory === undefined || directory.damaged) into.defect('ARCHIVE_DAMAGED', 'the zip directory is not whole');
  // Whoever needs more entries than the limit is not read at all beyond it: `admit` says so.
  const hidden = directory?.more === true ? [] : hiddenEntries(file, directory);
  if (hidden.length >= maxHidden) into.defect('ARCHIVE_DAMAGED', 'more entries outside of the directory than are read');
  if (directory && hidden.length > 0) into.defect('ARCHIVE_HIDDEN_ENTRY', hidden[0]?.names[0]);
  const shared = overlaps(listed);
  if (shared) into.defect('ARCHIVE_OVERLAP', shared.names[0]);
  for (const entry of [...listed, ...hidden]) {
    if (!into.admit()) break;
    await take(file, entry, shared !== undefined, into, select, other);
  }
}

/** Many entries on the same bytes turn a few megabytes into petabytes. */
function overlaps(entries: readonly ZipEntry[]): ZipEntry | undefined {
  const byStart = entries.filter((entry) => entry.trouble !== 'missing').sort((a, b) => a.start - b.start);
  return byStart.find((entry, i) => entry.start < (byStart[i - 1]?.dataEnd ?? 0));
}

async function take(
  file: Uint8Array,
  entry: ZipEntry,
  shared: boolean,
  into: Gathering,
  select: Selection,
  other: OtherMethods,
): Promise<void> {
  noteTrouble(entry, into);
  if (isFolder(entry)) return;
  const origin = select(entry.names);
  if (origin === undefined) return;
  if (entry.encrypted) {
    into.defect('ARCHIVE_ENCRYPTED', entry.names[0]);
    return into.closed(entry.names, 'encrypted', entry.size, origin);
  }
  if (shared || (entry.trouble === 'missing' && entry.dataEnd <= entry.dataStart)) {
    return into.closed(entry.names, 'unopened', entry.size, origin);
  }
  const known = contentOf(file, entry, into.allowance);
  const content = known.is === 'unsupported' ? await other(file, entry, into.allowance) : known;
  hand(content, entry, into, origin);
}

function hand(content: Content, entry: ZipEntry, into: Gathering, origin: ExpandedEntry['origin']): void {
  switch (content.is) {
    case 'whole':
      return into.opened(entry.names, content.bytes, origin);
    case 'damaged':
      into.defect('ARCHIVE_DAMAGED', entry.names[0]);
      return into.truncated(entry.names, content.bytes, origin);
    case 'too large':
      into.overflow();
      return into.closed(entry.names, 'unopened', entry.size, origin);
    case 'unsupported':
      into.defect('ARCHIVE_UNSUPPORTED', `${entry.names[0]}: zip method ${entry.method}`);
      return into.closed(entry.names, 'unopened', entry.size, origin);
  }
}

function noteTrouble(entry: ZipEntry, into: Gathering): void {
  if (entry.trouble === 'missing') into.defect('ARCHIVE_DAMAGED', entry.names[0]);
  if (entry.trouble === 'content') into.defect('ARCHIVE_HEADERS_DIFFER', entry.names[0]);
  if (entry.trouble === 'names') into.defect('ARCHIVE_NAMES_DIFFER', entry.names.join(' / '));
}

function isFolder(entry: ZipEntry): boolean {
  return entry.size === 0 && entry.compressedSize <= 2 && (entry.names[0] ?? '').endsWith('/');
}
