/** Rules on who the message says it is from. */
import { borrowsBrand, brandsIn, isBrandHome, isHomeOf } from '../known/brands.ts';
import { cheapSuffixes, freeMail, sendingServices } from '../known/hosts.ts';
import type { Facts } from '../facts/facts.ts';
import { domainOf, organisationOf, resembles, suffixOf } from '../facts/hosts.ts';
import { swapsLetters } from '../facts/letters.ts';
import type { Sender } from '../facts/sender.ts';
import { rule, type Rule } from './rule.ts';

/** A brand in the display name whose own domain is not behind the address. Of several brands named, one at home is enough. */
export function impersonated({ sender, list }: Facts): string | undefined {
  if (list || sender.organisation === '') return undefined;
  const named = brandsIn(sender.nameWords);
  if (named.length === 0 || named.some((brand) => isHomeOf(brand, sender.organisation))) return undefined;
  const label = sender.organisation.split('.')[0] ?? '';
  return resembles(sender.nameWords.join(' '), label) && !named.some((brand) => label.includes(brand.words.join('')))
    ? undefined
    : `${sender.name} at ${sender.organisation}`;
}

/** A name at all, and nothing in common with the domain: names of people and of houses are told apart by what else the mail is. */
export function nameIsForeign({ sender, list }: Facts): boolean {
  return (
    !list &&
    sender.nameWords.length > 0 &&
    !freeMail.has(sender.organisation) &&
    !resembles(sender.name, label(sender.organisation))
  );
}

const label = (organisation: string): string => organisation.split('.')[0] ?? '';

const nameAddress = ({ name, organisation }: Sender): string | undefined => {
  const shown = /[\w.+-]{1,64}@((?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,20})/i.exec(name)?.[1]?.toLowerCase();
  return shown && organisationOf(shown) !== organisation ? shown : undefined;
};

/** Letters that no word has: long runs without vowels, or letters and digits in turn. */
const looksRandom = (local: string): boolean =>
  /[bcdfghjklmnpqrstvwxz]{7}/i.test(local) ||
  /(?:\d[a-z]{1,3}){4}|(?:[a-z]{1,3}\d{1,3}){4}/i.test(local) ||
  /^(?:[A-Z][a-z]{2,12}){4,}$/.test(local) ||
  /(?:[A-Z][a-z]{3,12}){5}/.test(local);

const spreadName = (name: string): boolean =>
  /\s{4,}/.test(name) ||
  /^[^\p{L}\p{N}"'(@\p{Extended_Pictographic}]{2}/u.test(name.trim()) ||
  /[!~.*_#]{3}/.test(name);

const signingProviders = new Set([
  'gmail.com',
  'googlemail.com',
  'outlook.com',
  'hotmail.com',
  'live.com',
  'yahoo.com',
  'ymail.com',
  'aol.com',
  'icloud.com',
  'me.com',
  'gmx.de',
  'gmx.net',
  'web.de',
  'mail.ru',
  'yandex.ru',
  'proton.me',
  'protonmail.com',
]);

export const senderRules: readonly Rule[] = [
  rule('FROM_NONE', 2.5, 'There is no From field, or no address in it.', ({ sender }) => sender.host === ''),
  rule('FROM_SEVERAL', 1.5, 'From names more than one mailbox.', ({ sender }) => sender.mailboxes > 1),
  rule(
    'FROM_NAME_ADDRESS',
    2.5,
    'The display name shows an address of another domain.',
    ({ sender, list }) => !list && nameAddress(sender),
  ),
  rule('FROM_NAME_BRAND', 3, 'The display name claims a well-known brand, the address is elsewhere.', impersonated),
  rule(
    'FROM_DOMAIN_BORROWS_BRAND',
    2.5,
    "The sender's domain carries a well-known brand's name inside it.",
    ({ sender }) =>
      cheapSuffixes.has(suffixOf(sender.host)) && borrowsBrand(label(sender.organisation)) && sender.organisation,
  ),
  rule(
    'FROM_NAME_IMITATION',
    4,
    'The display name is written in letters that only imitate Latin ones.',
    ({ sender }) => sender.nameLetters.imitations > 1,
  ),
  rule(
    'FROM_NAME_SPLIT',
    4,
    'Invisible characters stand between the letters of the display name.',
    ({ sender }) => sender.nameLetters.split > 1,
  ),
  rule(
    'FROM_NAME_MIXED',
    3,
    'A word of the display name mixes alphabets.',
    ({ sender }) => sender.nameLetters.mixedWords > 0,
  ),
  rule(
    'FROM_NAME_ORNAMENT',
    2.5,
    'Arrows or other ornaments surround the display name.',
    ({ sender }) => sender.nameLetters.ornaments > 0,
  ),
  rule('FROM_NAME_SPREAD', 2, 'The display name is blown up by white space or punctuation.', ({ sender }) =>
    spreadName(sender.rawName),
  ),
  rule(
    'FROM_NAME_SWAPPED',
    2.5,
    'The display name writes I for l or 0 for O.',
    ({ sender }) => swapsLetters(sender.name) && sender.name,
  ),
  rule(
    'FROM_NAME_CAPITALS',
    0.4,
    'The display name is all capitals.',
    ({ sender }) => sender.nameLetters.letters > 5 && sender.nameLetters.capitals === sender.nameLetters.letters,
  ),
  rule('FROM_NAME_NONE', 0.5, 'There is no display name.', ({ sender, reply }) => sender.name === '' && !reply),
  rule(
    'FROM_NAME_IS_DOMAIN',
    -1.5,
    'The display name and the domain say the same.',
    ({ sender }) =>
      !freeMail.has(sender.organisation) &&
      !cheapSuffixes.has(suffixOf(sender.host)) &&
      sender.nameWords.length > 0 &&
      resembles(sender.name, label(sender.organisation)),
  ),
  rule(
    'FROM_NAME_FOREIGN_BULK',
    1.2,
    'Bulk mail whose display name has nothing to do with its domain.',
    (facts) => facts.bulk && nameIsForeign(facts) && !facts.reply,
  ),
  rule(
    'FROM_NAME_MADE_LOCAL',
    0.8,
    'The address is the display name written together, at a domain that has nothing to do with it.',
    (facts) =>
      facts.sender.nameWords.length > 1 &&
      nameIsForeign(facts) &&
      !facts.reply &&
      facts.sender.local.toLowerCase().replace(/[^a-z0-9]/g, '') === facts.sender.nameWords.join(''),
  ),
  rule(
    'FROM_CHEAP_SUFFIX',
    1.8,
    'The sender lives under a top-level domain that is cheap and much abused.',
    ({ sender }) => cheapSuffixes.has(suffixOf(sender.host)) && sender.organisation,
  ),
  rule(
    'FROM_LOCAL_RANDOM',
    1.2,
    'The local part of the address looks made by a machine.',
    ({ sender, list }) => !list && looksRandom(sender.local),
  ),
  rule('FROM_LOCAL_DIGITS', 0.6, 'The local part of the address ends in four digits or more.', ({ sender }) =>
    /\d{4,}$/.test(sender.local),
  ),
  rule(
    'FROM_LOCAL_LONG',
    0.6,
    'The local part of the address is 26 characters or longer.',
    ({ sender }) => sender.local.length >= 26,
  ),
  rule(
    'FROM_DOMAIN_DIGITS',
    0.8,
    "The sender's domain has three digits in a row.",
    ({ sender }) => /\d{3}/.test(label(sender.organisation)) && !freeMail.has(sender.organisation),
  ),
  rule('FROM_DOMAIN_HYPHENS', 0.6, "The sender's domain has two hyphens or more.", ({ sender }) =>
    /-[^-]+-/.test(label(sender.organisation)),
  ),
  rule(
    'FROM_DOMAIN_NO_DOT',
    2,
    "The sender's domain is no domain.",
    ({ sender }) => sender.host !== '' && !sender.host.includes('.'),
  ),
  rule(
    'FROM_LABELS',
    1,
    "The sender's host name has five labels or more.",
    ({ sender }) => sender.host.split('.').length >= 5,
  ),
  rule(
    'FROM_TENANT',
    1.2,
    "The sender's domain is the bare name of a cloud tenant.",
    ({ sender }) => sender.host.endsWith('.onmicrosoft.com') && sender.host,
  ),
  rule(
    'FROM_BRAND_UNSIGNED',
    2,
    "The sender's domain is a well-known brand's, but the message carries no signature of it.",
    ({ sender, list }) =>
      !list && isBrandHome(sender.organisation) && !sender.signers.includes(sender.organisation) && sender.organisation,
  ),
  rule(
    'FROM_FREEMAIL_UNSIGNED',
    1,
    'From a large mailbox provider that signs all its mail, without its signature.',
    ({ sender, list }) =>
      !list &&
      signingProviders.has(sender.organisation) &&
      !sender.signers.includes(sender.organisation) &&
      sender.organisation,
  ),
  rule('FROM_PUNYCODE', 1, "The sender's domain is an internationalised one.", ({ sender }) =>
    sender.host.includes('xn--'),
  ),
  rule('FROM_FREEMAIL', 0.3, 'The sender has a free mailbox.', ({ sender }) => freeMail.has(sender.organisation)),
  rule(
    'FROM_FREEMAIL_BULK',
    1.5,
    'Bulk mail from a free mailbox.',
    ({ sender, bulk, list }) => bulk && !list && freeMail.has(sender.organisation),
  ),
  rule(
    'FROM_IS_TO',
    1.8,
    'Sender and recipient are the same address.',
    ({ sender, list }) =>
      !list &&
      sender.to.some((to) => to.address.toLowerCase() === sender.address.toLowerCase()) &&
      sender.address !== '',
  ),
  rule(
    'REPLY_TO_FREEMAIL',
    2,
    'Answers go to a free mailbox, the sender is elsewhere.',
    ({ sender, list }) =>
      !list &&
      freeMail.has(sender.replyToOrganisation) &&
      sender.organisation !== sender.replyToOrganisation &&
      sender.replyTo?.address,
  ),
  rule(
    'REPLY_TO_OTHER_FREEMAIL',
    1.8,
    'Sender and answers use two different free mailboxes.',
    ({ sender, list }) =>
      !list &&
      freeMail.has(sender.organisation) &&
      freeMail.has(sender.replyToOrganisation) &&
      sender.replyTo?.address.toLowerCase() !== sender.address.toLowerCase(),
  ),
  rule(
    'REPLY_TO_ELSEWHERE',
    0.7,
    'Answers go to another domain.',
    ({ sender, list, bulk }) =>
      !list &&
      !bulk &&
      sender.replyToOrganisation !== '' &&
      sender.replyToOrganisation !== sender.organisation &&
      !freeMail.has(sender.replyToOrganisation) &&
      !sendingServices.has(sender.replyToOrganisation),
  ),
  rule(
    'MAIL_FROM_ELSEWHERE',
    0.6,
    'The reverse-path is of another domain, and that of no known sending service.',
    ({ sender, list }) =>
      !list &&
      sender.mailFromOrganisation !== '' &&
      sender.mailFromOrganisation !== sender.organisation &&
      !sendingServices.has(sender.mailFromOrganisation),
  ),
  rule('MAIL_FROM_SERVICE', -0.6, 'The reverse-path is that of a known sending service.', ({ sender }) =>
    sendingServices.has(sender.mailFromOrganisation),
  ),
  rule(
    'SIGNED_BY_SENDER',
    -0.5,
    "The message carries a DKIM signature of the sender's own domain (verified or not).",
    ({ sender }) => sender.signers.includes(sender.organisation),
  ),
  rule(
    'SIGNED_BY_OTHER',
    0.4,
    'The message carries DKIM signatures, none of the domain that it says it is from.',
    ({ sender, list }) =>
      !list &&
      sender.signers.length > 0 &&
      !sender.signers.includes(sender.organisation) &&
      !sender.signers.some((signer) => sendingServices.has(signer)),
  ),
  rule(
    'SIGNED_TWICE',
    -0.5,
    'Sender and sending service have both signed.',
    ({ sender }) =>
      sender.signers.includes(sender.organisation) && sender.signers.some((signer) => sendingServices.has(signer)),
  ),
  rule(
    'SIGNED_SHA1',
    1.5,
    'A DKIM signature uses SHA-1, which RFC 8301 forbids.',
    ({ sender }) => sender.weakSignature,
  ),
  rule('UNSIGNED', 0.5, 'No DKIM signature.', ({ sender, list }) => !list && sender.signers.length === 0),
  rule('TO_NOBODY', 0.8, 'No recipient stands in To.', ({ sender }) => sender.to.every((to) => to.address === '')),
  rule('TO_NAME_IS_ADDRESS', 0.3, "The recipient's name is his address again.", ({ sender }) =>
    sender.to.some((to) => to.name !== '' && to.name.toLowerCase() === to.address.toLowerCase()),
  ),
  rule('TO_LOCAL_IN_SUBJECT', 1, "The subject contains the recipient's local part.", ({ sender, subject }) =>
    sender.to.some((to) => {
      const local = to.address.slice(0, to.address.indexOf('@')).toLowerCase();
      return local.length > 3 && subject.toLowerCase().includes(local);
    }),
  ),
  rule(
    'TO_LOCAL_IN_FROM',
    1.2,
    "The display name contains the recipient's address or its local part.",
    ({ sender, list }) =>
      !list &&
      sender.to.some((to) => {
        const local = to.address.slice(0, to.address.indexOf('@')).toLowerCase();
        return local.length > 4 && sender.name.toLowerCase().includes(local) && domainOf(to.address) !== sender.host;
      }),
  ),
];
