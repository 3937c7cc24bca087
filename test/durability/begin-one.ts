/** Run under strace: opens the stores, begins a message, and then writes that it did. */
import { writeSync } from 'node:fs';

import { openStores } from '#adapters/embedded/open-stores.ts';
import { committed } from '../contract/samples.ts';

const [directory = '', id = ''] = process.argv.slice(2);
const { states } = await openStores(directory, () => 0);
await states.begin(committed(id), 1);
writeSync(1, '250 2.0.0 begun\r\n');
process.exit();
