/** All checks of a stack, in the order in which a first deployment meets them. */
import { alarms } from './alarms.ts';
import { certificate } from './certificate.ts';
import type { CloudCheck } from './context.ts';
import { deadLetters } from './dead-letters.ts';
import { directory } from './directory.ts';
import { lambda } from './lambda.ts';
import { mailboxes } from './mailboxes.ts';
import { mx } from './mx.ts';
import { port25 } from './port25.ts';
import { receiptRules } from './receipt-rules.ts';
import { sesAccount } from './ses-account.ts';
import { sesDomains } from './ses-domains.ts';
import { signatures } from './signatures.ts';
import { sms } from './sms.ts';

export const cloudChecks: readonly CloudCheck[] = [
  lambda,
  directory,
  receiptRules,
  sesDomains,
  mx,
  certificate,
  signatures,
  mailboxes,
  port25,
  sesAccount,
  sms,
  deadLetters,
  alarms,
];
