/** Opens whatever holds other files, in memory and under the message's budget. What cannot be opened is said, never passed over. */
import type { PartType } from '../opened.ts';
import { maxDepth, type Budget, type Expansion } from './budget.ts';
import { openCompound } from './compound/open.ts';
import { frameOf, noteFrame } from './completeness.ts';
import { openersOf, type Opener } from './expandable.ts';
import { Gathering } from './expansion.ts';
import { openIso } from './iso.ts';
import { readAll, type Libarchive } from './libarchive.ts';
import { documentParts } from './office.ts';
import { openOneNote } from './onenote.ts';
import { overlayArchive } from './overlay.ts';
import { unpackStream } from './packed.ts';
import { openPdf } from './pdf.ts';
import { gunzip, innerNames, openLz4, unzstd } from './streams.ts';
import { untar } from './tar.ts';
import { otherMethods } from './zip/other-methods.ts';
import { everything, unzip } from './zip/unzip.ts';

export interface ArchiveTools {
  /** A fresh instance of libarchive-wasm for each archive: core reads no file and compiles nothing. */
  libarchive: () => Promise<Libarchive>;
}

export type Expand = (
  bytes: Uint8Array,
  types: readonly PartType[],
  budget: Budget,
  names: readonly string[],
) => Promise<Expansion>;

type Open = (bytes: Uint8Array, into: Gathering, names: readonly string[]) => void | Promise<void>;

export function createExpander(tools: ArchiveTools): Expand {
  const openers = openersWith(tools);
  return async (bytes, types, budget, names) => {
    const into = new Gathering(budget);
    const kinds = openersOf(types);
    if (kinds.length === 0) return into;
    if (budget.depth === 0) budget.bytesIn += bytes.length;
    if (budget.depth >= maxDepth) into.limit('ARCHIVE_TOO_DEEP', 'archive depth');
    for (const kind of into.stopped ? [] : kinds) await safely(openers[kind], bytes, into, names);
    return into;
  };
}

/** An archive that breaks its reader is one that could not be looked at. */
async function safely(open: Open, bytes: Uint8Array, into: Gathering, names: readonly string[]): Promise<void> {
  try {
    await open(bytes, into, names);
  } catch (error) {
    into.defect('ARCHIVE_DAMAGED', error instanceof Error ? error.message : String(error));
  }
}

function openersWith(tools: ArchiveTools): Record<Opener, Open> {
  const other = otherMethods(tools.libarchive);
  return {
    zip: (bytes, into) => unzip(bytes, into, everything, other),
    office: (bytes, into) => unzip(bytes, into, documentParts, other),
    tar: (bytes, into) => untar(bytes, into),
    iso: (bytes, into) => {
      noteFrame(frameOf(bytes), into);
      openIso(bytes, into);
    },
    gzip: (bytes, into, names) => gunzip(bytes, names, into),
    zstd: (bytes, into, names) => unzstd(bytes, names, into),
    libarchive: async (bytes, into) => withLibarchive(await tools.libarchive(), bytes, into),
    lz4: (bytes, into, names) => openLz4(bytes, names, into),
    compound: openCompound,
    onenote: openOneNote,
    pdf: openPdf,
    stream: async (bytes, into, names) => unpackStream(await tools.libarchive(), bytes, innerNames(names), into),
    volume: (_, into) => into.defect('ARCHIVE_SPLIT'),
    unsupported: (_, into) => into.defect('ARCHIVE_UNSUPPORTED'),
  };
}

function withLibarchive(lib: Libarchive, file: Uint8Array, into: Gathering): void {
  const bytes = file.subarray(overlayArchive(file)?.at ?? 0);
  const frame = frameOf(bytes);
  noteFrame(frame, into);
  if (frame === 'encrypted') return;
  const { seen, complaint } = readAll(lib, bytes, into);
  if (into.stopped) return;
  if (complaint !== undefined) into.defect('ARCHIVE_DAMAGED', complaint);
  if (seen === 0) into.defect('ARCHIVE_EMPTY');
}
