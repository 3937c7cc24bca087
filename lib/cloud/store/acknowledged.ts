/** What cdk-nag finds in the store, and why it stays. */
import type { Reasons } from '../house/acknowledge.ts';

export const objectsReason =
  'The names of objects below a prefix cannot be known; the right ends at the prefix, and each function has only its own.';

export const storeReasons: Reasons = {
  'AwsSolutions-S1':
    'Server access logs would hold a line for every request about every message and cost more than the requests; who acts on mail is in the log of events.',
};
