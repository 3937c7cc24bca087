/** Rules on subject and text: themes that unwanted mail cannot help to touch, and tricks of spelling. */
import { freeMail } from '../known/hosts.ts';
import type { Theme } from '../known/phrases.ts';
import type { Facts } from '../facts/facts.ts';
import { swapsLetters } from '../facts/letters.ts';
import { impersonated, nameIsForeign } from './sender.ts';
import { foreignTargets } from './links.ts';
import { rule, type Rule } from './rule.ts';

const hits = ({ body }: Facts, theme: Theme): ReadonlySet<string> => body.themes.get(theme) ?? new Set();

const touches =
  (theme: Theme, least: number) =>
  (facts: Facts): string | false => {
    const found = hits(facts, theme);
    return found.size >= least && [...found].slice(0, 4).join(', ');
  };

const cryptoAddress =
  /\b(?:bc1[a-z0-9]{20,60}|[13][a-km-zA-HJ-NP-Z1-9]{25,34}|0x[a-fA-F0-9]{40}|4[0-9AB][1-9A-HJ-NP-Za-km-z]{93})\b/;
const telephone =
  /(?:\+?1[\s.(-]{0,3})?\(?8(?:00|33|44|55|66|77|88)\)?[\s.)-]{0,3}\d{3}[\s.-]{0,2}\d{4}|\b\+?1?[\s(.-]{0,3}[2-9]\d{2}[\s).-]{1,3}\d{3}[\s.-]\d{4}\b/;
const moneyAmount = /(?:us\s?)?[$€£¥]\s?\d[\d,.]{2,}|\d[\d,.]{2,}\s?(?:€|usd|eur|gbp|dollars|euros|millions?)/i;

/** An unknown who is after something: not an answer, not a list, and no house of that name. */
const stranger = (facts: Facts): boolean =>
  !facts.list && !facts.reply && (nameIsForeign(facts) || freeMail.has(facts.sender.organisation));

export const wordRules: readonly Rule[] = [
  rule('SUBJECT_NONE', 0.8, 'There is no subject.', ({ subject }) => subject.trim() === ''),
  rule(
    'SUBJECT_FALSE_REPLY',
    1.2,
    'The subject says Re: or Fwd:, but nothing is answered.',
    ({ subject, reply }) => !reply && /^\s*(?:re|aw|fwd?|wg|sv|rv|res|tr)\s?:/i.test(subject),
  ),
  rule(
    'SUBJECT_CAPITALS',
    0.8,
    'The subject is all capitals.',
    ({ subjectLetters }) =>
      subjectLetters.letters > 8 &&
      subjectLetters.nonLatin === 0 &&
      subjectLetters.capitals * 10 > subjectLetters.letters * 8,
  ),
  rule(
    'SUBJECT_EXCLAMATIONS',
    0.4,
    'The subject has two exclamation marks or more.',
    ({ subjectLetters }) => subjectLetters.exclamations > 1,
  ),
  rule(
    'SUBJECT_IMITATION',
    3.5,
    'The subject is written in letters that only imitate Latin ones.',
    ({ subjectLetters }) => subjectLetters.imitations > 1 && subjectLetters.nonLatin < 5,
  ),
  rule(
    'SUBJECT_SPLIT',
    3.5,
    'Invisible characters stand between the letters of the subject.',
    ({ subjectLetters }) => subjectLetters.split > 1,
  ),
  rule(
    'SUBJECT_MIXED',
    2.5,
    'A word of the subject mixes alphabets.',
    ({ subjectLetters }) => subjectLetters.mixedWords > 0,
  ),
  rule(
    'SUBJECT_ORNAMENT',
    2,
    'Arrows or other ornaments surround the subject.',
    ({ subjectLetters }) => subjectLetters.ornaments > 1,
  ),
  rule(
    'SUBJECT_SWAPPED',
    2,
    'The subject writes I for l or 0 for O.',
    ({ subject }) => swapsLetters(subject) && subject,
  ),
  rule('SUBJECT_SPREAD', 1.5, 'The subject is blown up by white space or punctuation.', ({ subject }) =>
    /\s{6,}|[_*~#.!-]{5,}/.test(subject),
  ),
  rule(
    'SUBJECT_BROKEN',
    0.8,
    'The subject has characters that were lost on the way.',
    ({ subjectLetters }) => subjectLetters.replacements > 0,
  ),
  rule('SUBJECT_MONEY', 0.5, 'The subject names a sum.', ({ subject }) => moneyAmount.test(subject)),
  rule(
    'SUBJECT_DIGITS',
    0.4,
    'The subject ends in a number of five digits or more.',
    ({ subject, reply }) => !reply && /[\s#(_-]\d{5,}\)?\s*$/.test(subject),
  ),
  rule('THEME_ACCOUNT', 0.8, 'Speaks of an account that is blocked or must be confirmed.', touches('accountThreat', 1)),
  rule('THEME_ACCOUNT_MORE', 1, 'Speaks of it in several ways.', touches('accountThreat', 2)),
  rule('THEME_MAILBOX', 1.5, 'Speaks of a full mailbox or a password that expires.', touches('mailbox', 1)),
  rule('THEME_PARCEL', 0.6, 'Speaks of a parcel that waits.', touches('parcel', 1)),
  rule('THEME_RENEWAL', 1, 'Speaks of a charge that one had better cancel.', touches('renewalScam', 2)),
  rule('THEME_INHERITANCE', 1, 'Speaks of a fortune that waits abroad.', touches('inheritance', 2)),
  rule('THEME_INHERITANCE_MORE', 2, 'Speaks of it in many ways.', touches('inheritance', 4)),
  rule('THEME_EXTORTION', 1.5, 'Threatens with what a hacker claims to know.', touches('extortion', 2)),
  rule(
    'THEME_EXTORTION_COIN',
    4,
    'Threatens, and names a wallet.',
    (facts) => hits(facts, 'extortion').size >= 2 && cryptoAddress.test(facts.body.text),
  ),
  rule(
    'CRYPTO_ADDRESS',
    1.5,
    'Contains the address of a crypto wallet.',
    ({ body, list, reply }) => !list && !reply && cryptoAddress.test(body.text),
  ),
  rule('THEME_PRIZE', 0.8, 'Speaks of a prize or a gift.', touches('prize', 2)),
  rule('THEME_PRIZE_MORE', 1, 'Speaks of it in many ways.', touches('prize', 4)),
  rule('THEME_MIRACLE', 1, 'Speaks of a cure that doctors do not know.', touches('miracle', 2)),
  rule('THEME_MIRACLE_MORE', 1.2, 'Speaks of it in many ways.', touches('miracle', 4)),
  rule('THEME_ADULT', 1.5, 'Speaks of sex or of what one buys for it.', touches('adult', 2)),
  rule('THEME_GAMBLING', 1.5, 'Speaks of gambling.', touches('gambling', 2)),
  rule('THEME_MONEY', 0.8, 'Speaks of easy money or of credit.', touches('money', 2)),
  rule('THEME_MONEY_MORE', 1, 'Speaks of it in many ways.', touches('money', 4)),
  rule('THEME_OFFERS', 0.6, 'Offers what spam offers: warranties, gutters, gadgets.', touches('offers', 2)),
  rule('THEME_WEB_OFFERS', 1, 'Offers web design, ranking or wares by the container.', touches('webOffers', 3)),
  rule('THEME_URGENCY', 0.4, 'Presses for time.', touches('urgency', 1)),
  rule('THEME_URGENCY_MORE', 0.6, 'Presses for time in several ways.', touches('urgency', 3)),
  rule('GREETING_GENERIC', 0.6, 'Greets nobody in particular, or kindly.', touches('genericGreeting', 1)),
  rule('TAIL_BULK', 0.4, 'Excuses itself in the words of bulk mail.', touches('bulkTail', 2)),
  rule(
    'TAIL_SERVICE',
    -0.8,
    'Has the small print of an honest house.',
    (facts) => hits(facts, 'service').size >= 3 && !facts.list,
  ),
  rule(
    'STRANGER_ACCOUNT',
    1.5,
    'Somebody unknown speaks of your account and links elsewhere.',
    (facts) =>
      stranger(facts) &&
      hits(facts, 'accountThreat').size + hits(facts, 'mailbox').size >= 1 &&
      (facts.links.count > 0 || facts.body.attachments.length > 0),
  ),
  rule(
    'STRANGER_PRIZE',
    1.5,
    'Somebody unknown gives something away.',
    (facts) => stranger(facts) && hits(facts, 'prize').size >= 2 && facts.links.count > 0,
  ),
  rule(
    'STRANGER_MIRACLE',
    1.5,
    'Somebody unknown sells a cure.',
    (facts) => stranger(facts) && hits(facts, 'miracle').size + hits(facts, 'adult').size >= 2 && facts.links.count > 0,
  ),
  rule(
    'STRANGER_MONEY',
    1.5,
    'Somebody unknown writes about a lot of money.',
    (facts) =>
      stranger(facts) &&
      (hits(facts, 'inheritance').size >= 2 || hits(facts, 'money').size >= 2) &&
      moneyAmount.test(facts.body.text),
  ),
  rule(
    'STRANGER_CALL',
    1.5,
    'Somebody unknown has charged you and wants to be called.',
    (facts) => stranger(facts) && hits(facts, 'renewalScam').size >= 1 && telephone.test(facts.body.text),
  ),
  rule(
    'STRANGER_OFFER',
    0.9,
    'Somebody unknown offers services or wares.',
    (facts) => stranger(facts) && hits(facts, 'webOffers').size + hits(facts, 'offers').size >= 2,
  ),
  rule(
    'BRAND_FOREIGN_LINKS',
    1.5,
    'Claims a brand, and links elsewhere.',
    (facts) => impersonated(facts) !== undefined && facts.links.count > 0 && foreignTargets(facts).length > 0,
  ),
];
