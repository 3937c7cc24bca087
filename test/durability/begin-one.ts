/** Run under strace: begins a message in the database and then writes that it did. */
import { writeSync } from 'node:fs';
import { join } from 'node:path';

import { Database } from '#adapters/embedded/database.ts';
import { sqliteStores } from '#adapters/embedded/sqlite-stores.ts';
import { committed } from '../contract/samples.ts';

const [directory = '', id = ''] = process.argv.slice(2);
const { states } = sqliteStores(new Database(join(directory, 'citrusmail.db')), () => 0);
await states.begin(committed(id), 1);
writeSync(1, '250 2.0.0 begun\r\n');
