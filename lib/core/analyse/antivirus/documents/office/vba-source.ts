/** The sources of a VBA project ([MS-OVBA]): modules found by the project's directory and, where that fails, by how a source begins. */
import { Buffer } from 'node:buffer';

import type { Compound } from '../../../../message/open/archives/compound/compound.ts';
import type { CompoundEntry } from '../../../../message/open/archives/compound/directory.ts';
import { TooComplex } from '../codes.ts';
import { decompress } from './vba-compression.ts';

export interface VbaModule {
  name: string;
  source: string;
  /** What stands before the source: the compiled code (section 2.3.4.3), which runs instead when the Office version fits. */
  compiled: Buffer;
}

/** Longer macros exist nowhere but in tests. */
const maxStream = 4 * 1024 * 1024;
const maxProjects = 100;
const maxModules = 500;
/** All that is decompressed of one file: it may be worth a thousand times its size in our time. */
const maxSource = 32 * 1024 * 1024;

/** Modules of all projects in the file; empty where there is none. */
export function vbaModules(compound: Compound): VbaModule[] {
  const unpack = unpacker();
  const projects = compound.entries.filter(isProject);
  if (projects.length > maxProjects) throw new TooComplex('macros');
  const listed = projects.flatMap((project) => modulesOf(project, compound, unpack));
  const found = new Set(listed.map(({ name }) => name.toLowerCase()));
  const others = compound.entries.filter(
    (entry) => entry.kind === 'stream' && mayBeModule(entry) && !found.has(entry.name.toLowerCase()),
  );
  return [...listed, ...others.flatMap((stream) => moduleBySign(stream, compound, unpack))];
}

/** The directory of a project: `VBA/dir` (section 2.2.2). */
export function isProject(entry: CompoundEntry): boolean {
  return entry.kind === 'stream' && entry.name.toLowerCase() === 'dir' && inProject(entry);
}

function inProject({ parent }: CompoundEntry): boolean {
  return parent?.kind === 'storage' && parent.name.toLowerCase() === 'vba';
}

/** Beside a project's directory, or where no storage says what it is. */
function mayBeModule(stream: CompoundEntry): boolean {
  return inProject(stream) || stream.parent === undefined || stream.parent.kind === 'root';
}

type Unpack = (bytes: Buffer) => Buffer;

function unpacker(): Unpack {
  let left = maxSource;
  return (bytes) => {
    const plain = decompress(bytes, maxStream);
    left -= plain.length;
    if (left < 0) throw new TooComplex('macros');
    return plain;
  };
}

const record = { version: 0x09, streamName: 0x1a, streamNameUnicode: 0x32, offset: 0x31 } as const;

/** The `dir` stream (section 2.3.4.2) is a list of records; of each module two matter here. */
function modulesOf(project: CompoundEntry, compound: Compound, unpack: Unpack): VbaModule[] {
  const streams = project.parent?.children.filter(({ kind }) => kind === 'stream') ?? [];
  const byName = Map.groupBy(streams, (stream) => stream.name.toLowerCase());
  const modules: VbaModule[] = [];
  let name = '';
  for (const { id, data } of recordsOf(unpack(compound.read(project, maxStream)))) {
    if (id === record.streamName) name = data.toString('latin1');
    if (id === record.streamNameUnicode && data.length > 0) name = data.toString('utf16le');
    if (id !== record.offset || data.length < 4) continue;
    if (modules.length >= maxModules) throw new TooComplex('macros');
    for (const stream of byName.get(name.toLowerCase()) ?? []) {
      modules.push(moduleAt(name, compound.read(stream, maxStream), data.readUInt32LE(0), unpack));
    }
  }
  return modules;
}

function moduleAt(name: string, bytes: Buffer, offset: number, unpack: Unpack): VbaModule {
  const source = unpack(bytes.subarray(offset)).toString('latin1');
  return { name, source, compiled: bytes.subarray(0, offset) };
}

function* recordsOf(directory: Buffer): Generator<{ id: number; data: Buffer }> {
  for (let at = 0; at + 6 <= directory.length;) {
    const id = directory.readUInt16LE(at);
    // Section 2.3.4.2.1.11: the one record whose size is not what follows.
    const size = id === record.version ? 6 : directory.readUInt32LE(at + 2);
    yield { id, data: directory.subarray(at + 6, at + 6 + size) };
    at += 6 + size;
  }
}

/** Every source begins with `Attribute VB_Name`, whose first eight letters any compressor writes as they are. */
const sign = Buffer.from('\u0000Attribut', 'latin1');

function moduleBySign(stream: CompoundEntry, compound: Compound, unpack: Unpack): VbaModule[] {
  const bytes = compound.read(stream, maxStream);
  const at = bytes.indexOf(sign);
  return at < 3 ? [] : [moduleAt(stream.name, bytes, at - 3, unpack)];
}
