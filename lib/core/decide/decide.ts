/** The judge: one recipient's policy applied to parts and findings. Examiners testify, only this room knows fates. */
import type { Evidence } from '../analyse/evidence.ts';
import type { Envelope, EnvelopeRecipient } from '../message/envelope.ts';
import type { Rules } from '../policy/rules.ts';
import type { Edit } from '../policy/schema.ts';
import { attachmentClaims } from './attachment-rules.ts';
import { claim, distinct, type Claim } from './claim.ts';
import type { Decision, SpamVerdict } from './decision.ts';
import { destinationOf, type Destination } from './destination.ts';
import { gather } from './gather.ts';
import { listClaims } from './lists.ts';
import { byLayer, hear, outcomeClaims } from './outcomes.ts';
import { scoreOf, spamVerdict, thresholdClaims } from './score.ts';
import { weigh, type Weighed } from './weigh.ts';

export interface DecideInput {
  envelope: Envelope;
  recipient: EnvelopeRecipient;
  evidence: Evidence;
  rules: Rules;
  at: number;
}

/** Depends on its input alone: the same evidence under the same rules gives the same decision, whenever it is asked. */
export function decide(input: DecideInput): Decision {
  const { envelope, recipient, evidence, rules, at } = input;
  const { claims, overruled, score, spam } = claimsOf(input);
  const { weighed, destination } = judge(claims, recipient.address, rules);
  return {
    v: 1,
    id: envelope.id,
    r: recipient.r,
    scan: evidence.scan,
    policyVersion: rules.version,
    fate: weighed.fate,
    edits: weighed.edits.map((edit) => withScore(edit, score)),
    ...destination,
    score,
    spam,
    because: weighed.because,
    overruled: [...weighed.overruled, ...overruled.map(({ reason }) => reason)],
    at,
  };
}

interface Claims {
  claims: Claim[];
  /** What was asked for and does not count for this recipient. */
  overruled: Claim[];
  score: number;
  spam: SpamVerdict;
}

function claimsOf({ envelope, recipient, evidence, rules, at }: DecideInput): Claims {
  const effective = rules.effective(recipient.address);
  const { findings, unheard } = hear(gather(evidence), effective);
  const score = scoreOf(findings);
  const lists = listClaims({ envelope, headerFrom: evidence.summary.headerFrom, findings, at }, effective);
  const asked = [
    ...outcomeClaims(findings, effective),
    ...attachmentClaims(evidence.opened.parts, effective),
    ...thresholdClaims(score, effective),
  ].sort(byLayer);
  // An allow entry takes away what spam asked for, never what antivirus or attachments did.
  const isOverruled = ({ reason }: Claim): boolean => lists.allowed.length > 0 && reason.layer === 'spam';
  return {
    claims: distinct([...asked.filter((claim) => !isOverruled(claim)), ...lists.blocked, ...lists.allowed]),
    overruled: distinct([...asked.filter(isOverruled), ...lists.unproven, ...unheard]),
    score,
    spam: spamVerdict(score, effective, lists.allowed.length > 0),
  };
}

/** A copy without a route is held: it is not ours to lose. */
function judge(
  claims: readonly Claim[],
  recipient: string,
  rules: Rules,
): { weighed: Weighed; destination: Destination } {
  const weighed = weigh(claims);
  const destination = destinationOf(weighed, recipient, rules);
  if (destination !== 'unknown') return { weighed, destination };
  const ground = { layer: 'lists', code: 'RECIPIENT_UNKNOWN', scope: 'directory', rule: 'domains' } as const;
  return { weighed: weigh([...claims, claim(ground, 'quarantine')]), destination: { to: recipient } };
}

/** `{score}` in a header's value or a subject tag. */
function withScore(edit: Edit, score: number): Edit {
  const filled = (text: string): string => text.replaceAll('{score}', score.toFixed(1));
  if ('header' in edit) return { header: { ...edit.header, value: filled(edit.header.value) } };
  return 'subject' in edit ? { subject: filled(edit.subject) } : edit;
}
