/** What opening an archive can find odd. */
import type { FindingCodes } from '../../../findings/finding.ts';

export const archiveCodes = {
  ARCHIVE_ENCRYPTED: 'An archive or document needs a password: some or all of its content could not be looked at.',
  ARCHIVE_DAMAGED: 'An archive is cut off, broken or not wholly readable, so something in it may not have been seen.',
  ARCHIVE_UNSUPPORTED: 'An archive, or the compression in it, is of a kind that we cannot open.',
  ARCHIVE_SPLIT: 'One volume of an archive in several files: the rest is not here, so it could not be opened.',
  ARCHIVE_EMPTY: 'It begins like an archive, but no entry was found in it.',
  ARCHIVE_TOO_DEEP: 'Archives within archives beyond the depth limit.',
  ARCHIVE_TOO_MANY_ENTRIES: 'More entries in the archives of one message than the limit allows.',
  ARCHIVE_TOO_LARGE: 'The archives of one message unpack to more bytes than the limit allows.',
  ARCHIVE_RATIO: 'The archives of one message unpack to so many times their size that it looks like a bomb.',
  ARCHIVE_TOO_SLOW: 'Opening the archives of one message took longer than the limit allows.',
  ARCHIVE_OVERLAP: 'Entries of a zip share the same bytes: a known way to build a bomb.',
  ARCHIVE_HEADERS_DIFFER: 'The two headers of a zip entry contradict each other, so programs see different content.',
  ARCHIVE_NAMES_DIFFER: 'The two headers of a zip entry give different names, so programs show different files.',
  ARCHIVE_HIDDEN_ENTRY: 'A zip holds an entry that its directory does not list: some programs find it, others do not.',
  ARCHIVE_NAMELESS: 'An entry of an archive has no name, or one that could not be read.',
  ARCHIVE_PATH: 'The name of an entry leads out of the folder into which it would be unpacked.',
} as const satisfies FindingCodes;

export type ArchiveCode = keyof typeof archiveCodes;
