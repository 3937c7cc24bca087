/** The lessons of an installation, opened by the first that wants them and kept: folding the journal takes longer the more was taught. */
import { join } from 'node:path';

import { type EmbeddedLessons, openLessons } from '#adapters/embedded/lessons.ts';

export interface Taught {
  lessons(): EmbeddedLessons;
  close(): void;
}

export function createTaught(dataDir: string): Taught {
  let open: EmbeddedLessons | undefined;
  return {
    lessons: () => (open ??= openLessons(join(dataDir, 'citrusmail.db'))),
    close() {
      open?.close();
      open = undefined;
    },
  };
}
