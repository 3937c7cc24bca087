/** Which types have something inside that `expand` can bring out. */
import type { PartType } from '../opened.ts';

/** How a container is opened; the types that magic and structure give lead here, names alone do not. */
export type Opener = 'zip' | 'ooxml' | 'gzip' | 'zstd' | 'tar' | 'compound' | 'onenote' | 'libarchive' | 'unsupported';

const openers = new Map<string, Opener>();
function opened(by: Opener, ...types: string[]): void {
  for (const type of types) openers.set(type, by);
}

opened('zip', 'application/zip', 'application/java-archive', 'application/vnd.android.package-archive');
opened('zip', 'application/x-xpinstall', 'application/vsix', 'application/msix', 'application/x-ios-app');
opened('zip', 'application/epub+zip', 'application/x-nupkg', 'application/oxps', 'application/vnd.ms-xpsdocument');
opened('zip', 'application/vnd.google-earth.kmz');

/** Undefined: nothing to open in this one type. */
export function openerOf(type: string): Opener | undefined {
  const known = openers.get(type);
  if (known) return known;
  return /^application\/vnd\.(?:openxmlformats-officedocument|ms-(?:word|excel|powerpoint|visio)\.|oasis\.opendocument)/.test(
    type,
  )
    ? 'ooxml'
    : undefined;
}

/** All the ways in which a part of these types is to be opened: a program with a zip behind it has one too. */
export function openersOf(types: readonly PartType[]): Opener[] {
  const seen = types.filter((type) => type.by !== 'name').map((type) => openerOf(type.type));
  return [...new Set(seen.filter((opener) => opener !== undefined))];
}

/** Whether it is worth calling `expand`. */
export function isExpandable(types: readonly PartType[]): boolean {
  return openersOf(types).length > 0;
}
