import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { elfSample } from '#engines/clamav/elf-samples.ts';
import { eicar } from '#engines/clamav/eicar-samples.ts';
import { FakeSignatures } from '#engines/clamav/fake-signatures.ts';
import { findUnpackedClamav } from '#engines/clamav/installation.ts';
import { startLambdaClamav } from '#engines/clamav/lambda.ts';

import { MirrorUnreachable } from './debian/download.ts';
import { usualMirror } from './debian/mirror.ts';
import { FakeMirror, type FakePackage } from './debian/fake-mirror.ts';
import { buildLayer, type Layer, type LayerOptions } from './layer.ts';

const root = join(import.meta.dirname, '../..');
const megabyte = 1024 * 1024;
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'layer-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('the layer of packages that are made up', () => {
  const copyright = (name: string) => ({ [`usr/share/doc/${name}/copyright`]: `licence of ${name}` });
  const triplet = 'usr/lib/x86_64-linux-gnu';
  const program = elfSample({ needed: ['libclamav.so.12'], interpreter: '/lib64/ld-linux-x86-64.so.2' });
  const packages: FakePackage[] = [
    {
      name: 'clamav-daemon',
      version: '1.0',
      depends: 'adduser, libclamav12, clamav-freshclam | clamav-data',
      files: { 'usr/sbin/clamd': program, ...copyright('clamav-daemon') },
    },
    {
      name: 'clamav-freshclam',
      version: '1.0',
      depends: 'libclamav12',
      files: { 'usr/bin/freshclam': program, ...copyright('clamav-freshclam') },
    },
    {
      name: 'libclamav12',
      version: '1.0',
      depends: 'libc6, gcc-14-base',
      files: {
        [`${triplet}/libclamav.so.12`]: '->libclamav.so.12.0.3',
        [`${triplet}/libclamav.so.12.0.3`]: elfSample({ needed: ['libc.so.6'] }),
        'usr/share/doc/libclamav12': '->gcc-14-base',
      },
    },
    { name: 'gcc-14-base', version: '14', files: copyright('gcc-14-base') },
    {
      name: 'libc6',
      version: '2.40',
      files: {
        lib: '->usr/lib',
        [`${triplet}/libc.so.6`]: elfSample({ needed: ['ld-linux-x86-64.so.2'] }),
        [`${triplet}/ld-linux-x86-64.so.2`]: elfSample({}),
        [`${triplet}/libunused.so.1`]: elfSample({}),
        'etc/passwd': 'not of use',
        ...copyright('libc6'),
      },
    },
    { name: 'adduser', version: '1', files: { 'usr/sbin/adduser': 'not of use' } },
    {
      name: 'base-files',
      version: '13',
      files: { 'usr/share/common-licenses/GPL-2': 'GPL', 'usr/share/common-licenses/GPL': '->GPL-2' },
    },
  ];
  let mirror: FakeMirror;
  afterEach(() => mirror.stop());

  const build = (changes: Partial<LayerOptions> = {}): Promise<Layer> =>
    buildLayer({
      machine: 'x86_64',
      mirror: `${mirror.base}/debian`,
      security: `${mirror.base}/debian-security`,
      suite: 'trixie',
      unsigned: true,
      out: join(folder, 'out'),
      cache: join(folder, 'cache'),
      progress: () => undefined,
      ...changes,
    });

  it('holds programs, what they need, licences, and a list with versions and hashes; the newest of each package', async () => {
    const newer = { ...packages[4], version: '2.40+deb13u1' } as FakePackage;
    mirror = await FakeMirror.start(packages, [newer]);
    const layer = await build();
    const names = readdirSync(layer.folder, { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    expect(files.map((path) => path.slice(layer.folder.length + 1)).toSorted()).toEqual([
      'clamav/bin/clamd',
      'clamav/bin/freshclam',
      'clamav/lib/ld-linux-x86-64.so.2',
      'clamav/lib/libc.so.6',
      'clamav/lib/libclamav.so.12',
      'clamav/licences/clamav-daemon/copyright',
      'clamav/licences/clamav-freshclam/copyright',
      'clamav/licences/common-licenses/GPL',
      'clamav/licences/common-licenses/GPL-2',
      'clamav/licences/libc6/copyright',
      'clamav/licences/libclamav12/copyright',
      'clamav/manifest.json',
    ]);
    expect(readFileSync(join(layer.folder, 'clamav/licences/libclamav12/copyright'), 'utf8')).toBe(
      'licence of gcc-14-base',
    );
    const manifest = JSON.parse(readFileSync(join(layer.folder, 'clamav/manifest.json'), 'utf8')) as object;
    expect(manifest).toMatchObject({ v: 1, machine: 'x86_64', suite: 'trixie' });
    expect(layer.packages).toContainEqual({
      name: 'libc6',
      version: '2.40+deb13u1',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(layer.vouched).toBe('operator');
    expect(statSync(join(layer.folder, 'clamav/lib/ld-linux-x86-64.so.2')).mode & 0o111).not.toBe(0);
    expect(findUnpackedClamav(join(layer.folder, 'clamav'))?.clamd.args).toContain(join(layer.folder, 'clamav/lib'));
  });

  it('is the same zip the next time, and fetches no package twice', async () => {
    mirror = await FakeMirror.start(packages);
    const first = readFileSync((await build()).zip);
    mirror.asked.length = 0;
    expect(readFileSync((await build()).zip).equals(first)).toBe(true);
    expect(mirror.asked.filter((path) => path.endsWith('.deb'))).toEqual([]);
  });

  it.each([
    ['a package', '/debian/pool/main/libc6_2.40_amd64.deb'],
    ['an index', '/debian/dists/trixie/main/binary-amd64/Packages.gz'],
  ])('is not built of %s that another put there, and what was there stays', async (_, path) => {
    mirror = await FakeMirror.start(packages);
    mirror.files.set(path, Buffer.from('of a stranger'));
    await expect(build()).rejects.toThrow('SHA-256 differs');
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  it('is not built of plain http that nobody vouches for', async () => {
    mirror = await FakeMirror.start(packages);
    await expect(build({ unsigned: false })).rejects.toThrow(/signature does not fit|--unsigned/);
  });

  it('is not built without a library, and says which', async () => {
    mirror = await FakeMirror.start(packages.filter(({ name }) => name !== 'libc6'));
    await expect(build()).rejects.toThrow('clamd needs ld-linux-x86-64.so.2, which no package holds');
  });
});

/** Of Debian itself: left out, loudly, where its mirror cannot be reached; anything else that goes wrong is a failure. */
async function real(machine: LayerOptions['machine']): Promise<Layer | undefined> {
  const mirror = usualMirror();
  if (mirror === undefined) {
    console.warn(`SKIPPED, the layer for ${machine} is not built: no mirror of Debian is known here`);
    return undefined;
  }
  const cache = join(root, '.cache/layers/packages');
  const source = { mirror, security: `${mirror}-security`, suite: 'trixie' };
  try {
    return await buildLayer({ ...source, machine, out: folder, cache, progress: () => undefined });
  } catch (error) {
    if (!(error instanceof MirrorUnreachable)) throw error;
    console.warn(`SKIPPED, the layer for ${machine} is not built: ${error.message}`);
    return undefined;
  }
}

describe('the layer of Debian', () => {
  it('for x86_64 is small enough for Lambda, closed, and finds EICAR', async (context) => {
    const layer = await real('x86_64');
    if (!layer) return context.skip();
    expect(layer.zipped).toBeLessThan(50 * megabyte);
    expect(layer.unzipped).toBeLessThan(200 * megabyte);
    if (process.platform !== 'linux' || process.arch !== 'x64') return;
    const programs = join(layer.folder, 'clamav');
    const [lib, ...programsOf] = [join(programs, 'lib'), 'clamd', 'freshclam'];
    for (const name of programsOf) {
      const args = ['--inhibit-cache', '--library-path', lib, '--list', join(programs, 'bin', name)];
      const { stdout, status } = spawnSync(join(lib, 'ld-linux-x86-64.so.2'), args, { encoding: 'utf8' });
      expect(status).toBe(0);
      const foreign = stdout.split('\n').filter((line) => line.includes('=>') && !line.includes(lib));
      expect(foreign).toEqual([]);
    }
    const engine = await startLambdaClamav({ programs, folder: join(folder, 'home'), store: new FakeSignatures() });
    const never = new AbortController().signal;
    expect(await engine.scan(eicar, never)).toMatchObject({ kind: 'found' });
    expect(await engine.scan(Buffer.from('Hello'), never)).toEqual({ kind: 'clean' });
    await engine.stop();
  }, 600_000);

  it('for arm64 is closed too: the build reads that out of the files alone', async (context) => {
    const layer = await real('arm64');
    if (!layer) return context.skip();
    expect(layer.zipped).toBeLessThan(50 * megabyte);
    expect(findUnpackedClamav(join(layer.folder, 'clamav'))?.clamd.command).toMatch(/ld-linux-aarch64\.so\.1$/);
  }, 600_000);
});
