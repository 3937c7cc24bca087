/** What we use of libarchive compiled to wasm: its reader functions, on memory of their own. */
import type { LibarchiveWasm } from 'libarchive-wasm';

export type Libarchive = LibarchiveWasm;
