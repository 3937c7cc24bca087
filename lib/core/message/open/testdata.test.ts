/** One sample and its expectations for each trick, in testdata/: add a test by adding two files. Each is read with both line ends. */
import { Buffer } from 'node:buffer';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { openMessage } from './open.ts';
import type { OpenedMessage } from './opened.ts';
import { codesOf, noTools } from './test-support.ts';

const Expected = z.strictObject({
  why: z.string(),
  /** All but the message itself; `seenBy` by first letters, `names`, `parent` and `status` only where they are not the usual. */
  parts: z.array(
    z.strictObject({
      origin: z.string(),
      seenBy: z.string(),
      type: z.string().nullable(),
      content: z.string(),
      names: z.array(z.string()).optional(),
      parent: z.number().optional(),
      status: z.string().optional(),
    }),
  ),
  codes: z.array(z.string()),
});
type Expected = z.infer<typeof Expected>;

const folder = join(import.meta.dirname, 'testdata');
const samples = readdirSync(folder).filter((name) => name.endsWith('.eml'));

describe.each(samples)('%s', (name) => {
  const lf = readFileSync(join(folder, name));
  const { why, ...expected } = Expected.parse(
    JSON.parse(readFileSync(join(folder, name.replace('.eml', '.json')), 'utf8')),
  );

  it.each(['\n', '\r\n'])(`with line ends %j: ${why}`, async (end) => {
    const raw = Buffer.from(lf.toString('latin1').replaceAll('\n', end), 'latin1');
    expect(seenIn(await openMessage('test', raw, noTools))).toEqual(expected);
  });
});

/** In the form of the expectations; content with LF, so that one expectation serves both. */
function seenIn(found: OpenedMessage): Omit<Expected, 'why'> {
  const parts = found.opened.parts.slice(1).map(({ n, origin, seenBy, declaredType, names, parent, status }) => ({
    origin,
    seenBy: seenBy.map((decoder) => decoder[0]).join(''),
    type: declaredType ?? null,
    content: Buffer.from(found.bytes(n) ?? [])
      .toString('latin1')
      .replaceAll('\r\n', '\n'),
    ...(names.length > 0 && { names }),
    ...(parent !== 0 && { parent }),
    ...(status !== 'opened' && { status }),
  }));
  return { parts, codes: codesOf(found) };
}
