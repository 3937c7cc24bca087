/** Which types have something inside that `expand` can bring out. */
import type { PartType } from '../opened.ts';

/** How a container is opened. */
export type Opener =
  | 'zip'
  | 'office'
  | 'compound'
  | 'onenote'
  | 'pdf'
  | 'tar'
  | 'iso'
  | 'gzip'
  | 'zstd'
  | 'lz4'
  | 'stream'
  | 'libarchive'
  | 'volume'
  | 'unsupported';

const openers = new Map<string, Opener>();

function put(opener: Opener, ...types: string[]): void {
  for (const type of types) openers.set(type, opener);
}

put('zip', 'application/zip', 'application/java-archive', 'application/vnd.android.package-archive');
put('zip', 'application/x-xpinstall', 'application/vsix', 'application/msix', 'application/x-ios-app');
put('zip', 'application/x-nupkg');
put('office', 'application/epub+zip', 'application/vnd.ms-xpsdocument');
put('compound', 'application/x-ole-storage', 'application/msword', 'application/vnd.ms-excel');
put('compound', 'application/vnd.ms-powerpoint', 'application/vnd.visio', 'application/vnd.ms-publisher');
put('compound', 'application/vnd.ms-outlook', 'application/x-encrypted-ooxml', 'application/x-msi');
put('compound', 'application/vnd.ms-office.vba');
put('onenote', 'application/onenote');
put('pdf', 'application/pdf');
put('tar', 'application/x-tar');
put('gzip', 'application/gzip');
put('zstd', 'application/zstd');
put('lz4', 'application/x-lz4');
put('stream', 'application/x-bzip2', 'application/x-xz', 'application/x-lzip');
put('libarchive', 'application/vnd.rar', 'application/x-7z-compressed', 'application/vnd.ms-cab-compressed');
put('libarchive', 'application/x-archive');
put('iso', 'application/x-iso9660-image');
put('libarchive', 'application/vnd.debian.binary-package', 'application/x-rpm', 'application/x-cpio');
put('libarchive', 'application/x-lzh-compressed');
put('unsupported', 'application/x-lzma', 'application/x-lzop', 'application/x-compress', 'application/x-arj');
put('unsupported', 'application/x-ace-compressed', 'application/x-xar', 'application/x-zoo');
put('unsupported', 'application/x-alz-compressed', 'application/x-stuffit', 'application/x-vhd', 'application/x-vmdk');
put('unsupported', 'application/x-qemu-disk', 'application/x-ms-wim', 'application/vnd.squashfs');
put(
  'unsupported',
  'application/x-udf',
  'application/x-cd-image',
  'application/x-raw-disk-image',
  'application/x-apple-diskimage',
);

const officeZip = /^application\/vnd\.(?:openxmlformats-officedocument|oasis\.opendocument|ms-[a-z]{2,20}\.)/;

function openerOf(type: string): Opener | undefined {
  return openers.get(type) ?? (officeZip.test(type) ? 'office' : undefined);
}

/**
 * All the ways in which a part of these types is to be opened: a program with a zip behind it has one too. A name alone
 * opens nothing, but where it says "volume of an archive" and the bytes say nothing, something is kept from us.
 */
export function openersOf(types: readonly PartType[]): Opener[] {
  const seen = types.filter((type) => type.by !== 'name');
  if (seen.length === 0 && types.some((type) => type.type === 'application/x-archive-volume')) return ['volume'];
  const found = seen.map((type) => openerOf(type.type)).filter((opener) => opener !== undefined);
  return [...new Set(found)];
}

/** Whether it is worth calling `expand`. */
export function isExpandable(types: readonly PartType[]): boolean {
  return openersOf(types).length > 0;
}
