import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { askControl, controlSocketPath, type Handler, serveControl } from './control.ts';
import { OperationFailed } from '#core/operate/operation.ts';

let dir: string;
const open: { close(): Promise<void> }[] = [];
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'citrusmail-control-'))));
afterEach(async () => {
  for (const control of open.splice(0)) await control.close();
  rmSync(dir, { recursive: true });
});

const echo: Handler = async (operation, input) => ({ operation, input });
async function served(handle: Handler, dataDir = dir): Promise<void> {
  open.push(await serveControl(dataDir, handle));
}

describe('the control socket', () => {
  it('carries a question and its answer', async () => {
    await served(echo);
    const input = { text: 'ä\n', list: [1, null] };
    expect(await askControl(dir, 'log.search', input)).toEqual({ output: { operation: 'log.search', input } });
  });

  it.each([
    ['anna (command line)', 'anna (command line)'],
    ['Żółć 猫', 'Żółć 猫'],
    ['an\r\nna\u001b[2J\u202e\u2028', 'anna[2J'],
    ['a'.repeat(101), 'a'.repeat(100)],
    [`${'a'.repeat(99)}😀`, 'a'.repeat(99)],
    ['\u0000 ', 'command line'],
    ['', 'command line'],
    [undefined, 'command line'],
  ])('carries who asks, short and harmless: %j', async (by, heard) => {
    await served(async (_operation, _input, name) => name);
    expect(await askControl(dir, 'x', {}, by)).toEqual({ output: heard });
  });

  it('does not take a name that is none', async () => {
    await served(async (_operation, _input, name) => name);
    const said = await new Promise<string>((resolve) => {
      const socket = connect(controlSocketPath(dir), () => socket.write('{"operation":"x","input":{},"by":{"a":1}}\n'));
      socket.once('data', (bytes) => resolve(bytes.toString()));
    });
    expect(JSON.parse(said)).toEqual({ output: 'command line' });
  });

  it('is for its owner alone', async () => {
    await served(echo);
    expect(statSync(controlSocketPath(dir)).mode & 0o777).toBe(0o600);
  });

  it('carries megabytes', async () => {
    await served(async (_operation, input) => input);
    const input = { text: 'x'.repeat(3_000_000) };
    expect(await askControl(dir, 'x', input)).toEqual({ output: input });
  });

  it('says what could not be done in the same words', async () => {
    await served(() => Promise.reject(new OperationFailed('There is no such thing.')));
    const asked = askControl(dir, 'x', {});
    await expect(asked).rejects.toThrow(OperationFailed);
    await expect(asked).rejects.toThrow('There is no such thing.');
  });

  it('tells a defect from a refusal', async () => {
    await served(() => Promise.reject(new TypeError('x is undefined')));
    await expect(askControl(dir, 'x', {})).rejects.not.toThrow(OperationFailed);
  });

  it('is not there when nobody serves, whether or not a dead process left it', async () => {
    expect(await askControl(dir, 'x', {})).toBeUndefined();
    writeFileSync(controlSocketPath(dir), '');
    expect(await askControl(dir, 'x', {})).toBeUndefined();
    await served(echo);
    expect(await askControl(dir, 'x', {})).toBeDefined();
  });

  it('is found where the path of the directory is too long for a socket', async () => {
    const long = join(dir, 'd'.repeat(60), 'e'.repeat(60));
    mkdirSync(long, { recursive: true });
    await served(echo, long);
    expect(Buffer.byteLength(controlSocketPath(long))).toBeLessThan(108);
    expect(await askControl(long, 'x', 1)).toEqual({ output: { operation: 'x', input: 1 } });
  });

  it('survives one who hangs up, and one who talks nonsense', async () => {
    await served(echo);
    for (const said of ['', 'half a li', 'nonsense\n']) {
      await new Promise<void>((resolve) => {
        const socket = connect(controlSocketPath(dir), () => socket.end(said));
        socket.resume().on('close', () => resolve());
      });
    }
    expect(await askControl(dir, 'x', {})).toBeDefined();
  });

  it('ends with somebody on the line', async () => {
    const heard = Promise.withResolvers<void>();
    await served(() => {
      heard.resolve();
      return new Promise(() => {});
    });
    const ended = expect(askControl(dir, 'x', {})).rejects.toThrow(/without an answer/);
    await heard.promise;
    await open.pop()?.close();
    await ended;
  });
});
