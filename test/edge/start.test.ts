/** How the edge starts: what it waits for and what it does not, and as the one file that is deployed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { variables } from '#wiring/variables.ts';
import { bundleAll, entries } from '../../lib/cloud/bundle/bundle.ts';
import { certificate, inData, isOpen, secure, untilHealth } from './clients.ts';
import { Scene } from './scene.ts';

let scene: Scene;
beforeAll(async () => void (scene = await Scene.open()));
afterEach(() => scene.settle());
afterAll(() => scene.close());

describe('the start', () => {
  test('waits for the rules, unhealthy, and then serves', async () => {
    let down = true;
    scene.aws.fault = (call) =>
      down && call.service === 'dynamodb' ? { kind: 'error', status: 400, code: 'AccessDeniedException' } : undefined;
    const waiting = await scene.launch();
    await waiting.says('The rules cannot be read');
    expect(await isOpen(waiting.health)).toBe(false);
    down = false;
    const edge = await waiting.ready;
    await untilHealth(edge, true);
    (await inData(edge)).socket.destroy();
    process.kill(edge.pid, 'SIGTERM');
    expect(await edge.ended).toBe(0);
  });

  test('can be broken off while it waits', async () => {
    scene.aws.fault = (call) =>
      call.service === 'dynamodb' ? { kind: 'error', status: 400, code: 'AccessDeniedException' } : undefined;
    const waiting = await scene.launch();
    await waiting.says('The rules cannot be read');
    process.kill(waiting.pid, 'SIGTERM');
    expect(await waiting.ended).toBe(0);
  });

  test('without a certificate has one of its own, and says so', async () => {
    scene.secret(variables.certificateSecret, '{}');
    const edge = await scene.start();
    await edge.says('There is no certificate that can be used');
    (await secure(edge.pop3, { rejectUnauthorized: false })).destroy();
    scene.show(certificate);
    process.kill(edge.pid, 'SIGTERM');
    expect(await edge.ended).toBe(0);
  });

  test('does not depend on ClamAV', async () => {
    const programs = mkdtempSync(join(tmpdir(), 'citrusmail-no-clamav-'));
    const edge = await scene.start({ [variables.edgeClamav]: programs });
    await edge.says('ClamAV does not start yet');
    await untilHealth(edge, true);
    (await inData(edge)).socket.destroy();
    process.kill(edge.pid, 'SIGTERM');
    expect(await edge.ended).toBe(0);
    rmSync(programs, { recursive: true });
  });

  test('with a wrong setting ends with a sentence', async () => {
    const edge = await scene.launch({ [variables.smtpPort]: 'smtp' });
    expect(await edge.ended).toBe(1);
    expect(edge.diary()).toContain('CITRUSMAIL_SMTP_PORT is \\"smtp\\"; write a whole number from 0 to 65535.');
  });
});

describe('the bundle', () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'citrusmail-edge-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  const own = process.arch === 'x64' ? 'x86_64' : 'arm64';
  const other = own === 'arm64' ? 'x86_64' : 'arm64';
  test.each([
    ['with its native part', own, 0],
    ['without, as on a machine of another kind: said once', other, 1],
  ] as const)('serves alike: %s', async (_, architecture, warnings) => {
    const { edge: made } = await bundleAll(
      folder,
      entries(architecture).filter(({ name }) => name === 'edge'),
    );
    const edge = await (await scene.launch({}, join(made.folder, 'index.mjs'))).ready;
    for (const subject of [`${architecture} once`, `${architecture} twice`]) {
      const client = await inData(edge);
      client.send(`Subject: ${subject}\r\n\r\nx\r\n.\r\n`);
      await client.reply('250 2.0.0 Queued');
      client.socket.destroy();
      expect(await scene.bytesWith(subject)).toContain(subject);
    }
    expect(edge.diary().split('first packet of a connection cannot be read')).toHaveLength(1 + warnings);
    process.kill(edge.pid, 'SIGTERM');
    expect(await edge.ended).toBe(0);
  });
});
