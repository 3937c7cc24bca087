/** What lies in a compound file that is not its own text: objects in documents, attachments of messages, files of installers. */
import type { Gathering } from '../expansion.ts';
import { readCompound, type Compound } from './directory.ts';
import { isEncrypted } from './encrypted.ts';
import { installerFiles } from './installer.ts';
import { objects } from './objects.ts';
import { attachments } from './outlook.ts';
import { streamsOf, type Finder, type Found } from './streams.ts';

const finders: Finder[] = [objects, attachments, installerFiles];

export function openCompound(bytes: Uint8Array, into: Gathering): void {
  const compound = readCompound(bytes);
  if (compound === undefined || compound.damaged) into.defect('ARCHIVE_DAMAGED', 'the compound file is not whole');
  if (compound) openEntries(compound, into);
}

function openEntries(compound: Compound, into: Gathering): void {
  const read = streamsOf(compound);
  if (isEncrypted(compound.entries, read)) return into.defect('ARCHIVE_ENCRYPTED', 'the document needs a password');
  for (const finder of finders) {
    for (const found of finder(compound.entries, read)) {
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
