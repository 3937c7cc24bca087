/** How large each function is and how long it takes to load; and ClamAV's function from nothing to a verdict. */
import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

import { S3Messages } from '#adapters/aws/s3-messages.ts';
import { functions } from '#wiring/functions.ts';
import { variables } from '#wiring/variables.ts';

import { type BundleName, type Bundles, bundleAll } from '../lib/cloud/bundle/bundle.ts';
import { type Answer, LambdaFunction } from '../test/cloud/support/functions.ts';
import { envelopeFor } from '../test/hosts/case.ts';
import { type Aws, startAws } from '../test/support/aws/emulators.ts';
import { eicar, withAttachment } from '../test/support/messages.ts';
import { percentile, printTable } from './support/figures.ts';

export const summary = 'size and load time of every function; ClamAV from cold to verdict';

const root = join(import.meta.dirname, '..');
const runs = 5;

export async function run(): Promise<void> {
  const bundles = await bundleAll(join(root, '.cache/bundles'));
  const rows: string[][] = [];
  for (const name of Object.keys(functions) as BundleName[]) rows.push(await rowOf(name, bundles[name].folder));
  console.log(`Each function loaded ${runs} times, in a process of its own; the time is that of the import alone.\n`);
  printTable(['function', 'code KB', 'gzip KB', 'with wasm and rules KB', 'load ms (median)'], rows);
  console.log();
  await clamav(bundles);
}

async function rowOf(name: string, folder: string): Promise<string[]> {
  const entry = join(folder, 'index.mjs');
  const code = readFileSync(entry);
  const all = globSync('**/*', { cwd: folder }).map((file) => statSync(join(folder, file)));
  const whole = all.reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0);
  const times: number[] = [];
  for (let n = 0; n < runs; n++) times.push(await loadTime(entry));
  const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(0);
  return [
    name,
    kilobytes(code.length),
    kilobytes(gzipSync(code).length),
    kilobytes(whole),
    percentile(times, 0.5).toFixed(0),
  ];
}

/** Milliseconds that the import itself takes. */
async function loadTime(entry: string): Promise<number> {
  const script = `const t = performance.now(); await import(process.argv[1]); process.stdout.write(String(performance.now() - t)); process.exit();`;
  const env = { PATH: process.env['PATH'], AWS_REGION: 'eu-central-1', AWS_LAMBDA_FUNCTION_NAME: 'cold' };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, entry], { env });
  return Number(stdout);
}

/** The function over its layer, in a new environment: code loaded, clamd started, signatures loaded, one message with the test virus. */
async function clamav(bundles: Bundles): Promise<void> {
  const programs = join(root, '.cache/layers/clamav-x86_64/clamav');
  if (!existsSync(programs)) return console.log('ClamAV: there is no layer; npm run layer builds it.');
  const aws = await startAws();
  const folder = mkdtempSync(join(tmpdir(), 'citrusmail-cold-'));
  const target = clamavFunction(bundles, aws, { [variables.clamavPrograms]: programs, TMPDIR: folder });
  const id = await commit(aws);
  const [cold, warm] = [await timed(target, id), await timed(target, id)];
  console.log(
    'ClamAV with the test signatures (EICAR) alone; the official set takes 14 to 30 s more, whatever the memory.\n',
  );
  printTable(
    ['ClamAV', 'ms', 'said'],
    [
      ['cold: a new environment to the verdict', cold.ms.toFixed(0), cold.said],
      ['warm: the same message again', warm.ms.toFixed(0), warm.said],
    ],
  );
  await target.close();
  await aws.close();
  rmSync(folder, { recursive: true, force: true });
}

function clamavFunction(bundles: Bundles, aws: Aws, more: Record<string, string>): LambdaFunction {
  const plan = {
    id: 'clamav',
    name: 'clamav',
    arn: 'clamav',
    entry: join(bundles.clamav.folder, 'index.mjs'),
    environment: { PATH: process.env['PATH'] ?? '', ...aws.env, ...(aws.variables as Record<string, string>), ...more },
    timeout: 120,
    memory: functions.clamav.memory,
    architecture: 'x86_64',
    role: '',
  };
  return new LambdaFunction(plan, new SharedArrayBuffer(8));
}

async function commit(aws: Aws): Promise<string> {
  Object.assign(process.env, aws.env);
  const raw = Buffer.from(withAttachment('Invoice', 'invoice.com', Buffer.from(eicar)));
  const envelope = envelopeFor({ name: 'cold', raw }, 0);
  const draft = await new S3Messages(aws.bucket).draft(envelope.id);
  await draft.write(raw);
  await draft.commit(envelope);
  return envelope.id;
}

async function timed(target: LambdaFunction, id: string): Promise<{ ms: number; said: string }> {
  const started = performance.now();
  const answer = await target.invoke({ id, run: 'bench' });
  return { ms: performance.now() - started, said: saidBy(answer) };
}

function saidBy(answer: Answer): string {
  if ('error' in answer) return answer.error.errorType;
  return /CLAMAV_FOUND/.test(JSON.stringify(answer.payload)) ? 'infected' : 'not found';
}
