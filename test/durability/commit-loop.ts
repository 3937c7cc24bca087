/** Run to be killed: commits messages from several sessions and writes the id of each only when it may say 250. */
import { createHash, randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { join } from 'node:path';

import { Database } from '#adapters/embedded/database.ts';
import { Spool } from '#adapters/embedded/spool.ts';
import { sqliteStores } from '#adapters/embedded/sqlite-stores.ts';
import { copyOf, envelopeOf, evidenceOf, messageId } from '../contract/samples.ts';

const [directory = '', round = '0'] = process.argv.slice(2);
const spool = new Spool(directory, { clock: () => 0, reserve: 0 });
const { states, copies } = sqliteStores(new Database(join(directory, 'citrusmail.db')), () => 0);
let serial = 0;

async function session(): Promise<never> {
  for (;;) {
    const id = messageId(1_800_000_000_000 + Number(round), ++serial);
    // Every tenth goes through the temporary file before it is committed.
    const bytes = randomBytes(serial % 10 === 0 ? 1_200_000 : 5_000);
    const draft = await spool.draft(id, bytes.length);
    await draft.write(bytes);
    await draft.commit(envelopeOf(id));
    writeSync(1, `stored ${id} ${createHash('sha256').update(bytes).digest('hex')}\n`);
    const envelope = await spool.envelope(id);
    const made = await copies.create(await states.begin(envelope!, 1), evidenceOf(id), [copyOf(id, 0), copyOf(id, 1)]);
    writeSync(1, `decided ${id} ${made.length}\n`);
  }
}

await Promise.all(Array.from({ length: 8 }, session));
