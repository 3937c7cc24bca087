/** The codes that `decide` itself gives as reasons; all others are findings of examiners. */
import type { FindingCodes } from '../findings/finding.ts';

export const decideCodes = {
  SCORE: 'The points of all findings together reached a threshold of spam.atLeast.',
  ATTACHMENT_RULE: 'A part matched a rule of attachments.rules.',
  LISTED_BLOCK: 'The sender or its network is in lists.block.',
  LISTED_ALLOW:
    'The sender is in lists.allow and authentication agrees, or its network is: what spam asked for is overruled.',
  LISTED_ALLOW_UNPROVEN: 'The sender is in lists.allow, but authentication does not agree, so the entry did not count.',
  ENGINE_UNAVAILABLE:
    'The engine of an examiner was away for the whole waiting time: the message was not examined by it.',
  FINDINGS_TRUNCATED: 'An examiner found more than is kept: what was left out cannot be judged.',
  RECIPIENT_UNKNOWN: 'The address, or the one that a rule redirects to, is not in the directory: there is no route.',
} as const satisfies FindingCodes;
