/** All checks of an installation on this machine. */
import type { LocalCheck } from './context.ts';
import { directory } from './directory.ts';
import { disk } from './disk.ts';
import { engines } from './engines.ts';
import { serving } from './serving.ts';

export const localChecks: readonly LocalCheck[] = [serving, engines, disk, directory];
