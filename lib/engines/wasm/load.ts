/** Loads what core is not to load by itself: the wasm of libarchive and libmagic, each compiled once for a thread. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { libarchiveWasm } from 'libarchive-wasm';
import { WASMagic } from 'wasmagic';

import type { ArchiveTools } from '#core/message/open/archives/expand.ts';
import type { Libarchive } from '#core/message/open/archives/libarchive.ts';
import type { TypeTools } from '#core/message/open/types/identify.ts';

/** libmagic looks no further than this for what we ask it; more would only be copied into its memory. */
const magicSample = 64 * 1024;
/** An archive that asks for more (a dictionary of 4 GB, say) is told that there is no more: libarchive then fails on it. */
const maxMemory = 512 * 1024 * 1024;
const pageSize = 65_536;

/** What `createExpander` and `createIdentifier` ask for. */
export async function loadArchiveTools(): Promise<ArchiveTools & TypeTools> {
  const [libarchive, magic] = await Promise.all([loadLibarchive(), WASMagic.create()]);
  return { libarchive, magic: (bytes) => magic.detect(bytes.subarray(0, magicSample)) };
}

// The types of TypeScript's `dom` library, where these stand, would let browser code into this house.
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
interface WasmInstance {
  readonly exports: Record<string, unknown>;
}
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  Instance: new (module: object, imports: object) => WasmInstance;
};

async function loadLibarchive(): Promise<ArchiveTools['libarchive']> {
  const path = createRequire(import.meta.url).resolve('libarchive-wasm/dist/libarchive.wasm');
  const compiled = await WebAssembly.compile(await readFile(path));
  return () => newLibarchive(compiled);
}

/** The hook of Emscripten that lets a compiled module serve many instances. */
async function newLibarchive(compiled: object): Promise<Libarchive> {
  const instantiateWasm = (imports: object, done: (instance: WasmInstance) => void): void => {
    const instance = new WebAssembly.Instance(compiled, imports);
    for (const value of Object.values(instance.exports)) if (isMemory(value)) limitMemory(value);
    done(instance);
  };
  const options = { instantiateWasm, print: silent, printErr: silent };
  return libarchiveWasm(options);
}

function silent(): void {
  // What libarchive prints about a broken archive it also returns.
}

function isMemory(value: unknown): value is WasmMemory {
  return typeof value === 'object' && value !== null && 'buffer' in value && 'grow' in value;
}

/** Emscripten takes a throw here as "no memory left" and lets malloc return null. */
function limitMemory(memory: WasmMemory): void {
  const grow = memory.grow.bind(memory);
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + pages * pageSize > maxMemory) throw new RangeError('too much memory for an archive');
    return grow(pages);
  };
}
