/** Makes one ESM file of each function and of the edge, the SDK in it. The template and the rehearsal use the same. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { copyFile, cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { build, type Metafile } from 'esbuild';

import { type FunctionName, functions } from '#wiring/functions.ts';
import { type Carried, carried, koffiFiles, koffiNative } from './carried.ts';

const root = join(import.meta.dirname, '../../..');

export interface Entry {
  name: string;
  file: string;
  /** Packages that esbuild does not see, because they are loaded by hand. */
  loads?: Record<string, Carried>;
  /** Folders that the code reads beside itself: its name there, and where it is in the house. */
  beside?: Record<string, string>;
}

export interface Bundle {
  /** Holds `index.mjs` and what it needs; CDK hashes its content. */
  folder: string;
  metafile: Metafile;
}

export type BundleName = FunctionName | 'edge';
export type Bundles = Record<BundleName, Bundle>;

export function entries(edgeArchitecture: 'arm64' | 'x86_64' = 'arm64'): Entry[] {
  const yara = '@litko/yara-x-linux-x64-gnu';
  const special: Record<string, Partial<Entry>> = {
    yara: { loads: pick(yara), beside: { rules: 'lib/engines/yara/rules' } },
  };
  const names = Object.keys(functions);
  return [
    ...names.map((name) => ({ name, file: join(root, 'lambdas', name, 'index.ts'), ...special[name] })),
    {
      name: 'edge',
      file: join(root, 'bin/edge.ts'),
      loads: { ...pick('koffi'), [koffiNative(edgeArchitecture)]: koffiFiles },
    },
  ];
}

/**
 * All of them in one pass, which reads what they share once. `out` may be shared: a folder there is named by its content, and whole as soon
 * as it has its name.
 */
export async function bundleAll(out: string, list: readonly Entry[] = entries()): Promise<Bundles> {
  await mkdir(out, { recursive: true });
  const draft = await mkdtemp(join(out, 'draft.'));
  const metafile = await makeFiles(list, draft);
  const made = await Promise.all(
    list.map(async (entry) => [entry.name, await furnish(entry, join(draft, entry.name), out, metafile)]),
  );
  await rm(draft, { recursive: true });
  return Object.fromEntries(made) as Bundles;
}

async function makeFiles(list: readonly Entry[], outdir: string): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: list.map(({ name, file }) => ({ in: file, out: `${name}/index` })),
    outdir,
    outExtension: { '.js': '.mjs' },
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    // The SDK's ESM half can be shaken; its CommonJS half cannot.
    mainFields: ['module', 'main'],
    external: [...Object.keys(carried), '@koromix/*'],
    // CommonJS packages in the bundle ask for Node's modules by `require`, which ESM has not.
    banner: { js: "import { createRequire as from_ } from 'node:module'; const require = from_(import.meta.url);" },
    // Names stay, so that a stack trace says where.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'linked',
    metafile: true,
    logLevel: 'silent',
  });
  return metafile;
}

async function furnish(entry: Entry, folder: string, out: string, whole: Metafile): Promise<Bundle> {
  const metafile = partOf(whole, `${entry.name}/index.mjs`);
  await Promise.all([carry({ ...seen(metafile), ...entry.loads }, folder), ...lay(entry, folder)]);
  await writeFile(join(folder, 'package.json'), '{"type":"module"}\n');
  return { folder: await nameByContent(folder, join(out, entry.name)), metafile };
}

/** What the metafile says of one output. */
function partOf({ inputs, outputs }: Metafile, name: string): Metafile {
  const own = Object.entries(outputs).filter(([file]) => file.endsWith(`/${name}`));
  const used = new Set(own.flatMap(([, output]) => Object.keys(output.inputs)));
  return {
    inputs: Object.fromEntries(Object.entries(inputs).filter(([file]) => used.has(file))),
    outputs: Object.fromEntries(own),
  };
}

async function nameByContent(folder: string, prefix: string): Promise<string> {
  const named = `${prefix}-${hashOf(folder)}`;
  try {
    await rename(folder, named);
  } catch (error) {
    if (!existsSync(named)) throw error;
    await rm(folder, { recursive: true });
  }
  return named;
}

function hashOf(folder: string): string {
  const hash = createHash('sha256');
  const files = globSync('**', { cwd: folder }).filter((name) => statSync(join(folder, name)).isFile());
  for (const name of files.toSorted())
    hash
      .update(name)
      .update('\0')
      .update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 16);
}

/** The carried packages that the code imports. */
function seen(metafile: Metafile): Record<string, Carried> {
  const external = Object.values(metafile.outputs).flatMap(({ imports }) => imports.filter((one) => one.external));
  return pick(...external.map(({ path }) => packageOf(path)).filter((name) => name in carried));
}

async function carry(packages: Record<string, Carried>, folder: string): Promise<void> {
  for (const [name, { files }] of Object.entries(packages)) {
    const from = join(root, 'node_modules', name);
    if (!existsSync(from)) continue;
    for (const file of globSync([...files], { cwd: from })) {
      const to = join(folder, 'node_modules', name, file);
      await mkdir(dirname(to), { recursive: true });
      await copyFile(join(from, file), to);
    }
  }
}

function lay({ beside = {} }: Entry, folder: string): Promise<void>[] {
  return Object.entries(beside).map(([name, from]) => cp(join(root, from), join(folder, name), { recursive: true }));
}

function pick(...names: string[]): Record<string, Carried> {
  return Object.fromEntries(names.flatMap((name) => (carried[name] ? [[name, carried[name]]] : [])));
}

function packageOf(path: string): string {
  return path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/');
}
