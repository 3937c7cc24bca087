/** What the contract suite does not say: how the spool looks on the disk. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { envelopeOf } from '../../../test/contract/samples.ts';
import { Spool, spoolReader } from './spool.ts';

const id = '01a3185c-5000-7000-8000-000000000001';
let directory: string;
let spool: Spool;
const open = (): Spool => new Spool(directory, { clock: () => 0, reserve: 0 });
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'citrusmail-spool-'));
  spool = open();
});
afterEach(async () => {
  await spool.close();
  rmSync(directory, { recursive: true });
});

async function commit(text: string, name = id): Promise<void> {
  const draft = await spool.draft(name);
  await draft.write(Buffer.from(text));
  await draft.commit(envelopeOf(name));
}

test('a message is one file that begins with its bytes, and that nobody else can read', async () => {
  await commit('Subject: x\r\n\r\nbody\r\n');
  const file = join(directory, 'incoming', `${id}.eml`);
  expect(readFileSync(file, 'utf8')).toMatch(/^Subject: x\r\n\r\nbody\r\n\{.*\}[0-9a-f]{8}\nCITRUSMAIL1\n$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(directory, 'incoming')).mode & 0o777).toBe(0o700);
});

test('a small message leaves no file before its commit, and an aborted one never', async () => {
  const draft = await spool.draft(id);
  await draft.write(Buffer.from('x'));
  expect(readdirSync(join(directory, 'incoming'))).toEqual([]);
  await draft.abort();
  expect(readdirSync(join(directory, 'incoming'))).toEqual([]);
});

test('what is being written here is not mistaken for what a dead process left', async () => {
  const draft = await spool.draft(id);
  await draft.write(Buffer.alloc(2_000_000));
  for await (const name of spool.incoming()) expect(name).toBe('nothing is committed yet');
  expect(await draft.commit(envelopeOf(id))).toBe(true);
});

test('a worker reads by itself, from both places', async () => {
  const reader = spoolReader(directory);
  expect(await reader.envelope(id)).toBeUndefined();
  await commit('x');
  expect(Buffer.from(await reader.bytes(id)).toString()).toBe('x');
  await spool.hold(id);
  await spool.finish(id);
  expect((await reader.envelope(id))?.id).toBe(id);
});

test('a file that something else cut short is told, not delivered', async () => {
  await commit('Subject: x\r\n\r\nbody\r\n');
  truncateSync(join(directory, 'incoming', `${id}.eml`), 40);
  await expect(spool.bytes(id)).rejects.toThrow(/changed by something else/);
  await expect(spool.envelope(id)).rejects.toThrow(/changed by something else/);
});

test('whatever became of a file, it is read as it was written or not at all', async () => {
  await commit('Subject: x\r\n\r\nbody\r\n');
  const file = join(directory, 'incoming', `${id}.eml`);
  const whole = readFileSync(file);
  const envelope = await spool.envelope(id);
  const damage = fc.tuple(fc.nat(whole.length), fc.nat(40), fc.uint8Array({ maxLength: 40 }));
  const property = fc.asyncProperty(damage, async ([at, cut, put]) => {
    writeFileSync(file, Buffer.concat([whole.subarray(0, at), put, whole.subarray(at + cut)]));
    const outcome = await spool.bytes(id).catch((error: unknown) => error);
    if (outcome instanceof Uint8Array) expect(outcome.length).toBeLessThan(whole.length + 40);
    else expect(outcome).toBeInstanceOf(Error);
    const read = await spool.envelope(id).catch((error: unknown) => error);
    expect(read instanceof Error || typeof read === 'object').toBe(true);
  });
  await fc.assert(property, { numRuns: 100 });
  writeFileSync(file, whole);
  expect(await spool.envelope(id)).toEqual(envelope);
});

test('a footer that tells of more than there is is no footer', async () => {
  await commit('x');
  const file = join(directory, 'incoming', `${id}.eml`);
  writeFileSync(file, `x{}${'f'.repeat(8)}\nCITRUSMAIL1\n`);
  await expect(spool.bytes(id)).rejects.toThrow(/no envelope/);
  await expect(spool.envelope(id)).rejects.toThrow(/no envelope/);
});

test('ids that tell no time come in the order of their files', async () => {
  const hashed = '00000000-0000-8000-8000-000000000001';
  await commit('first by its time', id.replace('01a3', '0000'));
  await commit('last by its file', hashed);
  const ids: string[] = [];
  for await (const each of spool.incoming()) ids.push(each);
  expect(ids).toEqual([id.replace('01a3', '0000'), hashed]);
});

const otherDevice = '/dev/shm';
const apart = existsSync(otherDevice) && statSync(otherDevice).dev !== statSync(tmpdir()).dev;
test.skipIf(!apart)('a quarantine on another disk gets a copy', async () => {
  const elsewhere = mkdtempSync(join(otherDevice, 'citrusmail-'));
  rmSync(join(directory, 'quarantine'), { recursive: true });
  symlinkSync(elsewhere, join(directory, 'quarantine'));
  await spool.close();
  spool = open();
  await commit('held far away');
  await Promise.all([spool.hold(id), spool.hold(id)]);
  await spool.finish(id);
  expect(Buffer.from(await spool.bytes(id)).toString()).toBe('held far away');
  expect(readdirSync(elsewhere)).toEqual([`${id}.eml`]);
  rmSync(elsewhere, { recursive: true });
});

test('files that are not messages are left alone', async () => {
  mkdirSync(join(directory, 'incoming', 'lost+found'));
  await commit('x');
  const ids: string[] = [];
  for await (const each of spool.incoming()) ids.push(each);
  expect(ids).toEqual([id]);
});
