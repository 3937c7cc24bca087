import { MemoryMaildropLocks } from '#adapters/embedded/maildrop-locks.ts';
import { suite } from './maildrop-locks.ts';

suite('memory', async (clock) => {
  const locks = new MemoryMaildropLocks(clock);
  return () => locks;
});
