/** Which rule of which scope did something to this copy, for whoever wonders at it: codes and the policy's own words, nothing of the message. */
import { wasHeld, type Decision, type Reason } from '../decide/decision.ts';
import { encodeText } from './encoded-word.ts';

const mostReasons = 10;
/** A pattern of a rule may be long; a line may not (RFC 5322 section 2.1.1). */
const mostCharacters = 200;

/** None where the copy is delivered and nothing was asked for. */
export function reasonField(decision: Decision): string[] {
  const { fate, edits, because } = decision;
  const released = wasHeld(decision);
  if (fate === 'deliver' && edits.length === 0 && !released) return [];
  const what = released ? 'released' : fate === 'redirect' ? 'redirected' : 'delivered with edits';
  const more = because.length - mostReasons;
  const lines = [what, ...because.slice(0, mostReasons).map(reasonText), ...(more > 0 ? [`and ${more} more`] : [])];
  return [`X-CitrusMail-Reason: ${lines.join(';\r\n\t')}`];
}

const reasonText = ({ code, scope, rule }: Reason): string => encodeText(`${code} by ${cut(scope)}: ${cut(rule)}`);

const cut = (text: string): string => (text.length > mostCharacters ? `${text.slice(0, mostCharacters)}...` : text);
