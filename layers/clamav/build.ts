/**
 * `npm run layer`: builds the ClamAV layer for Lambda, and for the edge, on any machine with Node.
 * Exit 0: built; 1: could not be built; 2: usage; 3: the mirror cannot be reached.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import type { Machine } from '#engines/clamav/elf.ts';

import { MirrorUnreachable } from './debian/download.ts';
import { usualMirror } from './debian/mirror.ts';
import { buildLayer, type LayerOptions } from './layer.ts';

const defaultSuite = 'trixie';
const machines: readonly Machine[] = ['x86_64', 'arm64'];
const root = join(import.meta.dirname, '../..');

const help = `Builds the ClamAV layer: .cache/layers/clamav-ARCH.zip, and the same as a folder.

  npm run layer -- [--arch x86_64|arm64] [--json]
      --arch ARCH       the processor, x86_64 unless said; may be given twice
      --mirror URL      a mirror of Debian (or CITRUSMAIL_DEBIAN_MIRROR); that of this machine's apt
      --security URL    a mirror of its security updates; the mirror's address with "-security"
      --suite NAME      Debian's release; ${defaultSuite}
      --keyring FILE    Debian's keys, to check the signature with gpgv
      --unsigned        take the packages from a mirror that neither a signature nor https vouches for
      --out DIR         instead of .cache/layers
      --json            one line of JSON for each layer, and no progress
`;

const options = {
  arch: { type: 'string', multiple: true },
  mirror: { type: 'string' },
  security: { type: 'string' },
  suite: { type: 'string' },
  keyring: { type: 'string' },
  unsigned: { type: 'boolean' },
  out: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

class UsageError extends Error {}

async function main(args: string[]): Promise<void> {
  const { values } = parse(args);
  if (values.help) return void process.stdout.write(help);
  const mirror = (values.mirror ?? usualMirror())?.replace(/\/+$/, '');
  if (mirror === undefined)
    throw new UsageError('no mirror of Debian is known here: name one with --mirror https://MIRROR/debian');
  for (const machine of (values.arch ?? ['x86_64']).map(readMachine)) {
    await build(
      {
        machine,
        mirror,
        security: values.security?.replace(/\/+$/, '') ?? `${mirror}-security`,
        suite: values.suite ?? defaultSuite,
        keyring: values.keyring,
        unsigned: values.unsigned,
        out: values.out ?? join(root, '.cache/layers'),
        cache: join(root, '.cache/layers/packages'),
        progress: (step) => void (values.json || process.stderr.write(`${step}\n`)),
      },
      values.json === true,
    );
  }
}

async function build(settings: LayerOptions, json: boolean): Promise<void> {
  const layer = await buildLayer(settings);
  if (json) return void process.stdout.write(`${JSON.stringify({ machine: settings.machine, ...layer })}\n`);
  const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1);
  process.stdout.write(
    `${layer.zip}: ${megabytes(layer.zipped)} MB, unpacked ${megabytes(layer.unzipped)} MB, ` +
      `${layer.packages.length} packages, vouched for by ${layer.vouched}\n`,
  );
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function readMachine(name: string): Machine {
  const machine = machines.find((one) => one === name);
  if (!machine) throw new UsageError(`--arch is ${machines.join(' or ')}, not ${name}`);
  return machine;
}

function exitStatus(error: unknown): number {
  if (error instanceof UsageError) return 2;
  return error instanceof MirrorUnreachable ? 3 : 1;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`The layer could not be built: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = exitStatus(error);
}
