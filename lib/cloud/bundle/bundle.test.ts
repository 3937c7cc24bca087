import { execFile } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Bundle, bundleAll, type Bundles, type Entry, entries } from './bundle.ts';
import { tarOf } from './tar.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'citrusmail-bundles-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const all = entries('x86_64');
const there = all.filter(({ file }) => existsSync(file));
const isThere = (name: string): boolean => there.some((entry) => entry.name === name);
const filesIn = (where: string): string[] => globSync('**/*', { cwd: where }).toSorted();

async function bundle(entry: Entry, out: string): Promise<Bundle> {
  return Object.values(await bundleAll(out, [entry]))[0]!;
}

describe('what is written already', () => {
  let bundles: Partial<Bundles>;
  beforeAll(async () => {
    bundles = await bundleAll(join(folder, 'all'), there);
  });

  test.for(all.map(({ name }) => name))('%s holds nothing of the CDK', (name, { skip }) => {
    if (!isThere(name)) skip();
    const { metafile } = bundles[name as keyof Bundles] ?? {};
    const inputs = Object.keys(metafile?.inputs ?? {});
    expect(inputs.length).toBeGreaterThan(1);
    expect(
      inputs.filter((file) => /node_modules\/(aws-cdk-lib|constructs|cdk-nag|esbuild|aws-cdk)\//.test(file)),
    ).toEqual([]);
    expect(inputs.filter((file) => /^lib\/(cloud|embedded|cli)\//.test(file))).toEqual([]);
  });

  test.for(all.map(({ name }) => name).filter((name) => name !== 'edge'))('%s loads', async (name, { skip }) => {
    if (!isThere(name)) skip();
    const file = join(bundles[name as keyof Bundles]!.folder, 'index.mjs');
    const script = `const { handler } = await import(${JSON.stringify(file)}); console.log(typeof handler);`;
    const env = { PATH: process.env.PATH, HOME: folder, AWS_REGION: 'eu-central-1' };
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder, env });
    expect(stdout.trim()).toBe('function');
  });
});

describe('a bundle', () => {
  const source = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };

  test('carries the packages that read a file beside them, and of them what is needed', async () => {
    // In the house, since packages are looked for from where the code lies.
    const file = join(import.meta.dirname, '../../engines/wasm/load.ts');
    const made = await bundle({ name: 'archives', file }, folder);
    const files = filesIn(made.folder);
    expect(files).toContain('node_modules/libarchive-wasm/dist/libarchive.wasm');
    expect(files).toContain('node_modules/wasmagic/dist/libmagic-wrapper.wasm');
    expect(files.filter((name) => /\.(d\.ts|map)$|\/src\/|koffi|yara/.test(name))).toEqual([]);
    const script = `const { loadArchiveTools } = await import(${JSON.stringify(join(made.folder, 'index.mjs'))});
      const { magic } = await loadArchiveTools(); console.log(magic(Buffer.from('%PDF-1.7\\n')));`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder });
    expect(stdout).toContain('pdf');
  });

  test('lays folders beside itself and packages that are loaded by hand', async () => {
    const file = source('yara.ts', 'export const handler = () => new URL("rules", import.meta.url).href;');
    const [yara] = entries().filter(({ name }) => name === 'yara');
    const made = await bundle({ ...yara!, file }, folder);
    const files = filesIn(made.folder);
    expect(files).toContain('node_modules/@litko/yara-x-linux-x64-gnu/yara-x.linux-x64-gnu.node');
    expect(files.filter((name) => /^rules\/.*\.yara?$/.test(name)).length).toBeGreaterThan(0);
  });

  test('is the same from the same code', async () => {
    const file = source('same.ts', 'export const handler = async () => (await import("node:os")).hostname();');
    const [one, other] = await Promise.all(
      ['one', 'other'].map(async (out) => (await bundle({ name: 'same', file }, join(folder, out))).folder),
    );
    expect(basename(one!)).toBe(basename(other!));
    expect(readFileSync(join(one!, 'index.mjs'))).toEqual(readFileSync(join(other!, 'index.mjs')));
    expect(tarOf(one!)).toEqual(tarOf(other!));
    writeFileSync(file, 'export const handler = 1;');
    expect(basename((await bundle({ name: 'same', file }, folder)).folder)).not.toBe(basename(one!));
  });

  test('is made by many at once into the same folder', async () => {
    const file = source('many.ts', 'export const handler = () => 1;');
    const made = await Promise.all([1, 2, 3, 4].map(() => bundle({ name: 'many', file }, join(folder, 'many'))));
    expect(new Set(made.map((one) => one.folder)).size).toBe(1);
    expect(readdirSync(join(folder, 'many'))).toHaveLength(1);
  });
});

test('the archive of the edge is one that tar reads', async () => {
  const where = join(folder, 'edge');
  const long = join(where, 'a'.repeat(60), 'b'.repeat(60));
  mkdirSync(long, { recursive: true });
  writeFileSync(join(where, 'index.mjs'), 'export {};\n');
  writeFileSync(join(where, 'run'), '#!/bin/sh\n', { mode: 0o755 });
  writeFileSync(join(long, 'deep.txt'), 'x'.repeat(513));
  const archive = join(folder, 'edge.tar.gz');
  writeFileSync(archive, tarOf(where));
  const { stdout } = await run('tar', ['-tvzf', archive]);
  const listed = stdout.trim().split('\n');
  expect(listed.map((line) => [line.slice(0, 10), line.split(' ').at(-1)])).toEqual([
    ['-rw-r--r--', `${'a'.repeat(60)}/${'b'.repeat(60)}/deep.txt`],
    ['-rw-r--r--', 'index.mjs'],
    ['-rwxr-xr-x', 'run'],
  ]);
  const out = await run('tar', ['-xzOf', archive, 'index.mjs']);
  expect(out.stdout).toBe('export {};\n');
});
