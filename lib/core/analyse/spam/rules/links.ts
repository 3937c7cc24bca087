/** Rules on where links lead. */
import { freeMail, sendingServices } from '../known/hosts.ts';
import type { Facts } from '../facts/facts.ts';
import { domainOf } from '../facts/hosts.ts';
import { rule, type Rule } from './rule.ts';
import { nameIsForeign } from './sender.ts';

/** Link targets that are neither the sender's nor those of whoever signed or sent for him. */
export function foreignTargets({ links, sender }: Facts): string[] {
  const own = new Set([
    sender.organisation,
    sender.mailFromOrganisation,
    sender.replyToOrganisation,
    ...sender.signers,
  ]);
  const stem = (sender.organisation.split('.')[0] ?? '').replace(/[^a-z0-9]/g, '');
  return links.organisations.filter(
    (one) =>
      !own.has(one) &&
      !sendingServices.has(one) &&
      !(stem.length > 3 && (one.includes(stem) || stem.includes(one.split('.')[0] ?? ' '))),
  );
}

const few = ({ links, body }: Facts): boolean => links.count > 0 && links.count <= 8 && body.html !== undefined;

export const linkRules: readonly Rule[] = [
  rule(
    'LINK_MAIL_FREEMAIL',
    1.5,
    'A link wants an answer sent to a free mailbox that is not the sender.',
    ({ links, sender, list, reply }) =>
      !list &&
      !reply &&
      links.mailto.find((address) => freeMail.has(domainOf(address)) && address !== sender.address.toLowerCase()),
  ),
  rule(
    'LINK_FOREIGN_ONLY',
    1.2,
    'No link leads to the sender or to a known service.',
    (facts) =>
      !facts.list &&
      !facts.reply &&
      facts.links.services + facts.links.social === 0 &&
      facts.links.count > 0 &&
      foreignTargets(facts).length > 0 &&
      foreignTargets(facts).length === facts.links.organisations.length &&
      foreignTargets(facts)[0],
  ),
  rule(
    'LINK_FEW_ONE_PLACE',
    0.9,
    'A designed message with few links, all to one place, which is not a name that the sender goes by.',
    (facts) =>
      few(facts) &&
      !facts.list &&
      !facts.reply &&
      facts.links.organisations.length === 1 &&
      facts.links.social + facts.links.services === 0 &&
      nameIsForeign(facts),
  ),
  rule(
    'LINK_ONE_IMAGE',
    0.9,
    'The links are wrapped around images.',
    (facts) => few(facts) && facts.links.onImages > 0.5 && facts.links.social === 0,
  ),
  rule(
    'LINK_CHEAP_SUFFIX',
    1.4,
    'A link leads to a top-level domain that is cheap and much abused.',
    ({ links, list, reply }) => !list && !reply && links.cheap,
  ),
  rule(
    'LINK_SHORTENED',
    1,
    'A link goes through a shortener.',
    ({ links, list, reply }) => !list && !reply && links.shortened,
  ),
  rule(
    'LINK_FREE_HOSTING',
    1,
    'A link leads to a page that anybody could have put up for nothing.',
    ({ links, list, reply }) => !list && !reply && links.freeHosted,
  ),
  rule(
    'LINK_NUMERIC',
    2,
    'A link names a machine by its number.',
    ({ links, list, reply }) => !list && !reply && links.literal,
  ),
  rule('LINK_PUNYCODE', 1.2, 'A link leads to an internationalised domain.', ({ links }) => links.punycode),
  rule('LINK_USER_INFO', 2, 'A link hides its target behind an @ sign.', ({ links, list }) => !list && links.userInfo),
  rule('LINK_PORT', 0.8, 'A link names an unusual port.', ({ links, list, reply }) => !list && !reply && links.oddPort),
  rule(
    'LINK_DISGUISED',
    2,
    'A link shows one address and leads to another.',
    ({ links, list, bulk, sender }) =>
      !list && !(bulk && sender.signers.some((one) => sendingServices.has(one))) && links.disguised,
  ),
  rule('LINK_SCRIPT', 1.5, 'A link runs a script or carries its page within itself.', ({ links }) => links.scripted),
  rule(
    'LINK_CLEAR',
    0.4,
    'All links are unencrypted.',
    ({ links, list, reply }) => !list && !reply && links.count > 0 && links.plainHttp === links.count,
  ),
  rule('LINK_SOCIAL', -0.8, 'Two links or more to the usual social sites and shops.', ({ links }) => links.social >= 2),
  rule('LINK_MANY', -0.6, 'Fifteen links or more.', ({ links }) => links.count >= 15),
  rule('LINK_SERVICE', -0.6, 'Links go through a known sending service.', ({ links }) => links.services > 0),
  rule('LINK_NONE', -0.2, 'No link at all.', ({ links }) => links.count === 0),
  rule(
    'IMAGE_ELSEWHERE',
    -0.3,
    'Pictures come from several houses.',
    ({ links }) => links.imageOrganisations.length >= 3,
  ),
];
