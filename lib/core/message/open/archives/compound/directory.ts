/** Storages and streams of a compound file (OLE2, [MS-CFB] section 2.6): the directory as a tree. */
import { chain, offsetOf, readLayout, type Layout } from './sectors.ts';

export interface CompoundEntry {
  name: string;
  kind: 'storage' | 'stream' | 'root';
  /** The storage that holds it; absent for the root, and for what hangs nowhere. */
  parent?: CompoundEntry;
  /** What a storage holds. */
  children: CompoundEntry[];
  /** The class of an object, 16 bytes as they lie in the file. */
  clsid: Buffer;
  start: number;
  size: number;
}

const entrySize = 128;
/** A message with hundreds of attachments, or a large installer, has some thousands. */
const maxDirectory = 20_000;
const NONE = 0xffffffff;

/** Names alone, at most `limit`: enough to tell what it is. */
export function compoundNames(bytes: Uint8Array, limit: number): string[] {
  const layout = readLayout(bytes);
  return layout ? readSlots(layout, limit).flatMap((slot) => slot?.entry.name ?? []) : [];
}

/** All entries, those too that the tree does not reach. */
export function readDirectory(layout: Layout): CompoundEntry[] {
  const slots = readSlots(layout, maxDirectory);
  const entries = slots.flatMap((slot) => slot?.entry ?? []);
  if (slots[0]?.entry.kind !== 'root' || slots.length >= maxDirectory) layout.damaged = true;
  hang(slots);
  return entries;
}

interface Slot {
  entry: CompoundEntry;
  left: number;
  right: number;
  child: number;
}

/** Unused slots stay in the list: entries name each other by position. */
function readSlots(layout: Layout, limit: number): (Slot | undefined)[] {
  const perSector = layout.sectorSize / entrySize;
  const first = layout.file.readUInt32LE(48);
  return chain(layout, first, Math.ceil(limit / perSector)).flatMap((sector) =>
    Array.from({ length: perSector }, (_, i) => readSlot(layout, offsetOf(layout, sector) + i * entrySize)),
  );
}

const kinds = new Map<number, CompoundEntry['kind']>([
  [1, 'storage'],
  [2, 'stream'],
  [5, 'root'],
]);

/** Section 2.6.1. */
function readSlot(layout: Layout, at: number): Slot | undefined {
  const { file } = layout;
  if (at + entrySize > file.length) {
    layout.damaged = true;
    return undefined;
  }
  const kind = kinds.get(file.readUInt8(at + 66));
  if (kind === undefined) return undefined;
  const length = Math.min(64, Math.max(2, file.readUInt16LE(at + 64))) - 2;
  const entry = {
    name: file.toString('utf16le', at, at + length),
    kind,
    children: [],
    clsid: file.subarray(at + 80, at + 96),
    start: file.readUInt32LE(at + 116),
    size: file.readUInt32LE(at + 120),
  };
  return {
    entry,
    left: file.readUInt32LE(at + 68),
    right: file.readUInt32LE(at + 72),
    child: file.readUInt32LE(at + 76),
  };
}

/** Siblings are a tree below the child of their storage (section 2.6.4). Whoever was reached once is not reached again. */
function hang(slots: readonly (Slot | undefined)[]): void {
  const root = slots.find((slot) => slot?.entry.kind === 'root');
  if (!root) return;
  const reached = new Set<number>([slots.indexOf(root)]);
  const waiting: { at: number; parent: CompoundEntry }[] = [];
  const add = (at: number, parent: CompoundEntry): void => {
    if (at === NONE || at >= slots.length || reached.has(at)) return;
    reached.add(at);
    waiting.push({ at, parent });
  };
  add(root.child, root.entry);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const slot = slots[next.at];
    if (!slot) continue;
    slot.entry.parent = next.parent;
    next.parent.children.push(slot.entry);
    add(slot.left, next.parent);
    add(slot.right, next.parent);
    if (slot.entry.kind === 'storage') add(slot.child, slot.entry);
  }
}
