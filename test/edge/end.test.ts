/** How the edge ends: everybody is told, what is on its way in is taken, nothing is left half done. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { Client, until } from '#servers/testing.ts';
import { variables } from '#wiring/variables.ts';
import { dial, inData, untilHealth } from './clients.ts';
import { Scene } from './scene.ts';

let scene: Scene;
beforeAll(async () => void (scene = await Scene.open()));
afterEach(() => scene.settle());
afterAll(() => scene.close());

describe('the end', () => {
  test('a message on its way in is taken, the idle and the new are sent away, the health port goes first', async () => {
    const edge = await scene.start();
    await untilHealth(edge, true);
    const idle = await dial(edge);
    const busy = await inData(edge);
    busy.send('Subject: in time\r\n\r\nfirst half\r\n');
    process.kill(edge.pid, 'SIGTERM');
    await untilHealth(edge, false);
    await idle.reply('421 4.3.2');
    const late = new Client(edge.smtp);
    await late.reply('421 4.3.2');
    busy.send('second half\r\n.\r\n');
    await busy.reply('250 2.0.0 Queued');
    await busy.reply('421 4.3.2');
    expect(await edge.ended).toBe(0);
    expect(await scene.bytesWith('in time')).toBe('Subject: in time\r\n\r\nfirst half\r\nsecond half\r\n');
  });

  test('a session that never ends is cut in time, and nothing of its message is left', async () => {
    const edge = await scene.start({ [variables.drainSeconds]: '1' });
    const busy = await inData(edge);
    const before = (await scene.committed()).length;
    const asked = scene.aws.calls.length;
    // More than one part of an upload.
    busy.send(`Subject: never whole\r\n\r\n${`${'x'.repeat(76)}\r\n`.repeat(160_000)}`);
    await until(() => scene.aws.calls.slice(asked).some(({ operation }) => operation === 'UploadPart'));
    process.kill(edge.pid, 'SIGTERM');
    await busy.reply('421 4.3.2');
    expect(await edge.ended).toBe(0);
    expect(await scene.committed()).toHaveLength(before);
    expect(await scene.bytesWith('never whole')).toBeUndefined();
    expect(scene.aws.calls.slice(asked).map(({ operation }) => operation)).toContain('AbortMultipartUpload');
    expect(scene.aws.calls.slice(asked).map(({ operation }) => operation)).not.toContain('CompleteMultipartUpload');
  });
});
