/** What lies in a compound file that is not its own text: objects in documents, attachments of messages, files of installers. */
import type { Gathering } from '../expansion.ts';
import { readCompound, type Compound } from './compound.ts';
import { isEncrypted } from './encrypted.ts';
import type { Finder, Found } from './finder.ts';
import { installerFiles } from './installer.ts';
import { objects } from './objects.ts';
import { attachments } from './outlook.ts';

const finders: Finder[] = [objects, attachments, installerFiles];

export function openCompound(bytes: Uint8Array, into: Gathering): void {
  const compound = readCompound(bytes);
  if (compound === undefined || compound.damaged) damaged(into);
  if (!compound) return;
  openEntries(compound, into);
  if (compound.exhausted) into.limit('ARCHIVE_TOO_LARGE', 'archive bytes');
  if (compound.damaged) damaged(into);
}

function damaged(into: Gathering): void {
  into.defect('ARCHIVE_DAMAGED', 'the compound file is not whole');
}

function openEntries(compound: Compound, into: Gathering): void {
  if (isEncrypted(compound)) return into.defect('ARCHIVE_ENCRYPTED', 'the document needs a password');
  for (const finder of finders) {
    for (const found of finder(compound)) {
      if (!into.admit()) return;
      hand(found, into);
    }
  }
}

function hand({ names, bytes, whole }: Found, into: Gathering): void {
  if (bytes.length > into.allowance) {
    into.overflow();
    return into.closed(names, 'unopened', bytes.length, 'embedded');
  }
  if (whole) return into.opened(names, bytes, 'embedded');
  into.defect('ARCHIVE_DAMAGED', names[0]);
  into.truncated(names, bytes, 'embedded');
}
