/** Packages that cannot be made one file with the rest: they read a wasm or native file that lies beside them. */

export interface Carried {
  /** What of the package is needed at run time. */
  files: readonly string[];
  /** Which installed package it needs beside it, and without which it does less. */
  perhaps?: readonly string[];
}

export const carried: Record<string, Carried> = {
  'libarchive-wasm': { files: ['package.json', 'dist/*.js', 'dist/*.wasm'] },
  wasmagic: { files: ['package.json', 'LICENSE', 'dist/*.js', 'dist/*.wasm', 'dist/libmagic.LICENSE'] },
  '@litko/yara-x-linux-x64-gnu': { files: ['package.json', '*.node'] },
  koffi: { files: ['package.json', 'LICENSE.txt', '*.js', '*.cjs', 'src/koffi/**/*.js', 'src/koffi/**/*.cjs'] },
};

/** koffi's native part for the machine that the edge runs on; npm brings only that of the machine that installs. */
export const koffiNative = (architecture: 'arm64' | 'x86_64'): string =>
  `@koromix/koffi-linux-${architecture === 'arm64' ? 'arm64' : 'x64'}`;

/** Of the native part: the build for glibc alone. */
export const koffiFiles: Carried = { files: ['package.json', 'index.js', 'linux_*/koffi.node'] };
