/** The house rules of docs/architecture.md, checked: who may import whom, no folder cycles, and docs that name only what exists. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';

import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const sources = globSync('{bin,lib,lambdas,layers}/**/*.{ts,tsx}', { cwd: root }).filter((file) => !isTest(file));

/** Which rooms a room may import from, besides itself and `wiring`. */
const mayImport: Record<string, readonly string[]> = {
  core: [],
  wiring: [],
  protocols: ['core'],
  servers: ['protocols', 'core'],
  engines: ['core', 'protocols'],
  collectors: ['core', 'protocols'],
  clients: ['core', 'protocols'],
  adapters: ['core', 'protocols'],
  extranet: ['core'],
  embedded: ['core', 'protocols', 'servers', 'engines', 'collectors', 'clients', 'adapters', 'extranet'],
  lambdas: ['core', 'protocols', 'servers', 'engines', 'collectors', 'clients', 'adapters', 'extranet'],
  cloud: [],
  layers: ['core', 'engines'],
  cli: ['core', 'protocols', 'servers', 'engines', 'collectors', 'clients', 'adapters', 'extranet', 'embedded'],
};

/** Packages that the core may use, and why each is pure as we call it: bytes or values in, values out. */
const purePackages: Record<string, string> = {
  zod: 'checks values',
  yaml: 'parses text',
  mailparser: 'parses bytes handed to it',
  'postal-mime': 'parses bytes handed to it',
  mailauth: 'does DNS only through the resolver that we pass in',
  tldts: 'splits host names by a list it carries',
  yauzl: 'reads from a buffer',
  wasmagic: 'runs a wasm module that is passed in',
  'libarchive-wasm': 'runs a wasm module that is passed in',
  nodemailer: 'its address parser alone',
};

/** Node's own modules that do no input or output as the core uses them. */
const pureBuiltins = new Set([
  'node:crypto',
  'node:buffer',
  'node:zlib',
  'node:url',
  'node:util',
  'node:stream',
  'node:string_decoder',
  'node:net',
]);

interface Import {
  file: string;
  target: string;
  /** Gone at run time. */
  typeOnly: boolean;
}

const imports: Import[] = sources.flatMap((file) =>
  importsOf(readFileSync(join(root, file), 'utf8')).map((found) => ({ file, ...found })),
);

function isTest(file: string): boolean {
  return /\.test\.tsx?$|test-support|testdata/.test(file);
}

function importsOf(text: string): Omit<Import, 'file'>[] {
  const pattern =
    /^\s*(?:import|export)\b(?<what>[^'"`;]*?)from\s*'(?<from>[^']+)'|^\s*import\s*'(?<alone>[^']+)'|\bimport\('(?<late>[^']+)'\)/gm;
  return [...text.matchAll(pattern)].map(({ groups }) => ({
    target: groups?.from ?? groups?.alone ?? groups?.late ?? '',
    typeOnly: isTypeOnly(groups?.what ?? ''),
  }));
}

/** `type { A }`, or braces in which every name is a type. */
function isTypeOnly(what: string): boolean {
  const names = /^\s*\{([^}]*)\}\s*$/
    .exec(what)?.[1]
    ?.split(',')
    .filter((name) => name.trim() !== '');
  return /^\s*type\b/.test(what) || (names !== undefined && names.every((name) => /^\s*type\b/.test(name)));
}

function roomOf(path: string): string {
  return /^lib\/([^/]+)\//.exec(path)?.[1] ?? path.split('/')[0] ?? '';
}

/** Where a circle would count: the rooms of the core, each with all that is in it, and the other rooms whole. */
function chamberOf(path: string): string {
  return /^lib\/core\/[^/]+\.ts$/.test(path) ? path : (/^lib\/(?:core\/[^/]+|[^/]+)/.exec(path)?.[0] ?? '');
}

/** The repository path that an import leads to, or undefined for a package or built-in module. */
function resolveInside({ file, target }: Import): string | undefined {
  if (target.startsWith('#')) return `lib/${target.slice(1)}`;
  if (target.startsWith('.')) return relative(root, join(root, dirname(file), target));
  return undefined;
}

/** Which host's adapters a room may name. The command line speaks to the cloud through `lib/cli/cloud` alone. */
const mayUse = {
  aws: ['lambdas', 'bin', 'layers'],
  embedded: ['embedded', 'cli'],
};

function adapterOf(path: string): keyof typeof mayUse | undefined {
  return path.startsWith('lib/adapters/aws/')
    ? 'aws'
    : path.startsWith('lib/adapters/embedded/')
      ? 'embedded'
      : undefined;
}

const packageOf = (target: string): string =>
  target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');

describe('the house', () => {
  it('has files to check', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(imports.length).toBeGreaterThan(100);
  });

  it('lets every import lead somewhere', () => {
    const broken = imports.filter((entry) => {
      const inside = resolveInside(entry);
      return inside !== undefined && !existsSync(join(root, inside));
    });
    expect(broken).toEqual([]);
  });

  it('imports one way between rooms', () => {
    const wrong = imports.filter((entry) => {
      const inside = resolveInside(entry);
      const [from, to] = [roomOf(entry.file), inside ? roomOf(inside) : ''];
      if (!inside || from === to || to === 'wiring' || !(from in mayImport)) return false;
      return !mayImport[from]?.includes(to);
    });
    expect(wrong).toEqual([]);
  });

  it('keeps one adapter out of another, and each out of the other host', () => {
    const wrong = imports.filter((entry) => {
      const inside = resolveInside(entry);
      const [from, to] = [adapterOf(entry.file), adapterOf(inside ?? '')];
      return from !== to && to !== undefined && (from !== undefined || !mayUse[to].includes(roomOf(entry.file)));
    });
    expect(wrong).toEqual([]);
  });

  it('keeps the core pure', () => {
    const impure = imports.filter(({ file, target }) => {
      if (roomOf(file) !== 'core' || target.startsWith('.') || target.startsWith('#')) return false;
      const builtin = target.startsWith('node:') || builtinModules.includes(target);
      return builtin ? !pureBuiltins.has(target) : !(packageOf(target) in purePackages);
    });
    expect(impure).toEqual([]);
    const worldly = sources.filter(
      (file) =>
        roomOf(file) === 'core' && /\bDate\.now\(|\bprocess\.env\b|\bMath\.random\(|\bnew Date\(\)/.test(code(file)),
    );
    expect(worldly).toEqual([]);
  });

  it('has no circle of rooms', () => {
    const graph = new Map<string, string[]>();
    for (const entry of imports.filter(({ typeOnly }) => !typeOnly)) {
      const [from, to] = [chamberOf(entry.file), chamberOf(resolveInside(entry) ?? '')];
      if (to !== '' && from !== to) graph.set(from, [...(graph.get(from) ?? []), to]);
    }
    expect(graph.size).toBeGreaterThan(10);
    expect(cycleIn(graph)).toEqual([]);
  });

  it('has no cycle of files', () => {
    const graph = new Map<string, string[]>();
    for (const entry of imports) {
      const inside = resolveInside(entry);
      if (inside) graph.set(entry.file, [...(graph.get(entry.file) ?? []), inside]);
    }
    expect(cycleIn(graph)).toEqual([]);
  });
});

describe('README and docs', () => {
  const documents = ['README.md', ...globSync('docs/**/*.md', { cwd: root })].filter((file) =>
    existsSync(join(root, file)),
  );
  const commands = new Set(
    globSync('lib/cli/commands/*.ts', { cwd: root }).map((file) => file.replace(/.*\/|\.ts$/g, '')),
  ).add('help');

  it.each(documents)('%s links to what exists', (file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)/g)].map((match) => match[1] ?? '');
    const missing = links.filter((link) => !existsSync(join(root, dirname(file), link)));
    expect(missing).toEqual([]);
  });

  it.each(documents)('%s names paths that exist', (file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const paths = [...text.matchAll(/`((?:bin|lib|lambdas|layers|test|bench|docs)\/[A-Za-z0-9_./-]+)`/g)].map(
      (match) => match[1] ?? '',
    );
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it.each(documents)('%s names commands and scripts that exist', (file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const named = [...text.matchAll(/npx citrusmail ([a-z]+)/g)].map((match) => match[1] ?? '');
    expect(named.filter((name) => !commands.has(name))).toEqual([]);
    const scripts = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts as Record<string, string>;
    const run = [...text.matchAll(/npm run ([a-z]+)/g)].map((match) => match[1] ?? '');
    expect(run.filter((name) => !(name in scripts))).toEqual([]);
    const benches = [...text.matchAll(/npm run bench -- ([a-z0-9-]+)/g)].map((match) => match[1] ?? '');
    expect(benches.filter((name) => !existsSync(join(root, `bench/${name}.ts`)))).toEqual([]);
  });
});

function code(file: string): string {
  return readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}

/** The first cycle that a depth-first walk meets, as the files on it. */
function cycleIn(graph: Map<string, string[]>): string[] {
  const done = new Set<string>();
  const walk = (file: string, path: string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    done.add(file);
    for (const next of graph.get(file) ?? []) {
      const cycle = walk(next, [...path, file]);
      if (cycle.length > 0) return cycle;
    }
    return [];
  };
  for (const file of graph.keys()) {
    const cycle = walk(file, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
