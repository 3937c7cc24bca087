/** What cdk-nag finds in the archive, and why it stays. */
import type { Reasons } from '../house/acknowledge.ts';

export const recordReasons: Reasons = {};
