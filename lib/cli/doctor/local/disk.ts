import { statfs } from 'node:fs/promises';

import { missing, ok } from '../check.ts';
import type { LocalCheck } from './context.ts';

const gigabyte = 1e9;
/** A day's mail of a small office, and signatures twice while they are replaced. */
const enough = 2 * gigabyte;

export const disk: LocalCheck = {
  name: 'disk',
  async run({ dataDir }) {
    const { bavail, bsize } = await statfs(dataDir);
    const free = bavail * bsize;
    const text = `${(free / gigabyte).toFixed(1)} GB free for ${dataDir}`;
    return [
      free >= enough
        ? ok(text)
        : missing(`only ${text}`, 'make room: without it mail is answered 452, and senders keep it'),
    ];
  },
};
