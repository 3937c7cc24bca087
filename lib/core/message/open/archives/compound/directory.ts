/** Storages and streams of a compound file (OLE2, [MS-CFB]): the directory as a tree, every chain bounded against loops. */
import { chain, offsetOf, readLayout, type Layout } from './sectors.ts';

export interface CompoundEntry {
  name: string;
  kind: 'storage' | 'stream' | 'root';
  /** The storage that holds it; absent for the root, and for what hangs nowhere. */
  parent?: CompoundEntry;
  start: number;
  size: number;
}

export interface Compound {
  entries: CompoundEntry[];
  layout: Layout;
  /** More entries than were read, or a chain that leads nowhere. */
  damaged: boolean;
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

export function readCompound(bytes: Uint8Array): Compound | undefined {
  const layout = readLayout(bytes);
  if (!layout) return undefined;
  const slots = readSlots(layout, maxDirectory);
  hang(slots);
  const entries = slots.flatMap((slot) => slot?.entry ?? []);
  const damaged = layout.cut || slots[0]?.entry.kind !== 'root' || slots.length >= maxDirectory;
  return { entries, layout, damaged };
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
  return chain(layout.fat, first, Math.ceil(limit / perSector)).flatMap((sector) =>
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
    layout.cut = true;
    return undefined;
  }
  const kind = kinds.get(file.readUInt8(at + 66));
  if (kind === undefined) return undefined;
  const length = Math.min(64, Math.max(2, file.readUInt16LE(at + 64))) - 2;
  const name = file.toString('utf16le', at, at + length);
  const entry = { name, kind, start: file.readUInt32LE(at + 116), size: file.readUInt32LE(at + 120) };
  return {
    entry,
    left: file.readUInt32LE(at + 68),
    right: file.readUInt32LE(at + 72),
    child: file.readUInt32LE(at + 76),
  };
}

/** Siblings are a tree below the child of their storage (section 2.6.4). Whoever was reached once is not reached again. */
function hang(slots: (Slot | undefined)[]): void {
  const reached = new Set<number>();
  const waiting: { at: number; parent: CompoundEntry }[] = [];
  const add = (at: number, parent: CompoundEntry) => {
    if (at === NONE || at >= slots.length || reached.has(at)) return;
    reached.add(at);
    waiting.push({ at, parent });
  };
  const root = slots[0];
  if (root) add(root.child, root.entry);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const slot = slots[next.at];
    if (!slot) continue;
    slot.entry.parent = next.parent;
    add(slot.left, next.parent);
    add(slot.right, next.parent);
    if (slot.entry.kind === 'storage') add(slot.child, slot.entry);
  }
}
