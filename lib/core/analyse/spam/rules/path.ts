/** Rules on the way that the message came and on the fields that machines write. */
import { freeMail, sendingServices } from '../known/hosts.ts';
import { domainOf, isAddressLiteral, organisationOf } from '../facts/hosts.ts';
import { rule, type Rule } from './rule.ts';

const dayMs = 24 * 3600 * 1000;
const wellKnownRelays = new Set([
  'google.com',
  'outlook.com',
  'yahoo.com',
  'yahoodns.net',
  'icloud.com',
  'apple.com',
  'amazonses.com',
  'gmx.net',
  'web.de',
  'protection.outlook.com',
  'protonmail.ch',
  'mailbox.org',
  'fastmail.com',
  'messagingengine.com',
]);

const dynamicName =
  /(?:^|[.-])(?:dyn|dynamic|dhcp|dialup|dial|dsl|adsl|pool|ppp|cable|client|customer|cust|broadband|host|static)[.\d-]|(?:\d{1,3}[.-]){3}\d{1,3}/;

export const pathRules: readonly Rule[] = [
  rule('PATH_SENDING_SERVICE', -1.5, 'A known sending service handed the message over.', ({ path }) =>
    [...path.organisations].find((organisation) => sendingServices.has(organisation)),
  ),
  rule(
    'PATH_OWN_MACHINE',
    -0.6,
    "The machine that handed it over is named in the sender's domain, forward and back.",
    ({ path, sender }) =>
      path.boundary !== undefined &&
      path.boundary.rdns !== '' &&
      organisationOf(path.boundary.rdns) === sender.organisation &&
      organisationOf(path.boundary.helo) === sender.organisation,
  ),
  rule('PATH_NO_RDNS', 1.2, 'The machine that handed it over has no name.', ({ path }) => path.boundary?.nameless),
  rule(
    'PATH_HELO_OTHER',
    1,
    'The machine gives itself the name of another organisation than its address has.',
    ({ path }) =>
      path.boundary !== undefined &&
      path.boundary.rdns !== '' &&
      path.boundary.helo.includes('.') &&
      !isAddressLiteral(path.boundary.helo) &&
      organisationOf(path.boundary.rdns) !== organisationOf(path.boundary.helo),
  ),
  rule(
    'PATH_HELO_NO_NAME',
    0.8,
    'The machine introduced itself by a number or a bare word.',
    ({ path }) =>
      path.boundary !== undefined &&
      path.boundary.helo !== '' &&
      (!path.boundary.helo.includes('.') || isAddressLiteral(path.boundary.helo)),
  ),
  rule(
    'PATH_DYNAMIC',
    1.2,
    "The machine's name is one that access providers give to customers' lines.",
    ({ path }) => path.boundary !== undefined && dynamicName.test(path.boundary.rdns) && path.boundary.rdns,
  ),
  rule(
    'PATH_NO_TLS',
    0.6,
    'The message was handed over in clear.',
    ({ path }) => path.boundary !== undefined && !path.boundary.tls,
  ),
  rule('PATH_NONE', 0, 'There is no Received field.', ({ path }) => path.hops === 0),
  rule(
    'FREEMAIL_FORGED',
    1.8,
    'From a free mailbox, but no machine of that provider is on the way.',
    ({ sender, path, list }) =>
      !list &&
      ['gmail.com', 'outlook.com', 'hotmail.com', 'yahoo.com', 'aol.com', 'live.com', 'msn.com'].includes(
        sender.organisation,
      ) &&
      path.hops > 0 &&
      path.boundary !== undefined &&
      ![...path.organisations].some(
        (one) =>
          wellKnownRelays.has(one) || one === sender.organisation || /yahoo|aol|hotmail|google|microsoft/.test(one),
      ) &&
      !sendingServices.has(sender.mailFromOrganisation),
  ),
  rule(
    'MESSAGE_ID_NONE',
    1.2,
    'There is no Message-ID (RFC 5322 section 3.6.4 wants one).',
    ({ sender }) => sender.messageId === undefined,
  ),
  rule(
    'MESSAGE_ID_MALFORMED',
    1.8,
    'The Message-ID is not of the form <left@right>.',
    ({ sender }) => sender.messageId !== undefined && !/^<?[^\s<>@]+@[^\s<>@]+>?$/.test(sender.messageId.trim()),
  ),
  rule(
    'MESSAGE_ID_NO_DOMAIN',
    0.5,
    'The right side of the Message-ID is no domain.',
    ({ sender }) => sender.messageIdHost !== '' && !sender.messageIdHost.includes('.'),
  ),
  rule(
    'MESSAGE_ID_LONG',
    1,
    'The Message-ID is longer than 120 characters.',
    ({ sender }) => (sender.messageId ?? '').length > 120,
  ),
  rule(
    'MESSAGE_ID_OWN',
    -0.3,
    "The Message-ID was made under the sender's domain or by a known service.",
    ({ sender }) =>
      sender.messageIdHost !== '' &&
      (organisationOf(sender.messageIdHost) === sender.organisation ||
        sendingServices.has(organisationOf(sender.messageIdHost)) ||
        freeMail.has(sender.messageIdHost)),
  ),
  rule(
    'MESSAGE_ID_AT_RECIPIENT',
    1.2,
    "The Message-ID was made under the recipient's domain, the sender is elsewhere.",
    ({ sender, list }) =>
      !list &&
      sender.messageIdHost !== '' &&
      sender.to.some((to) => domainOf(to.address) === sender.messageIdHost) &&
      domainOf(sender.address) !== sender.messageIdHost,
  ),
  rule('DATE_NONE', 1.2, 'There is no Date that could be read (RFC 5322 section 3.6.1).', ({ message }) =>
    Number.isNaN(Date.parse((message.header.first('date') ?? '').replace(/\([^()]*\)/g, ' '))),
  ),
  rule(
    'DATE_FUTURE',
    1,
    'Date lies more than half a day behind its arrival.',
    ({ dateOffset }) => dateOffset !== undefined && dateOffset > dayMs / 2,
  ),
  rule(
    'DATE_OLD',
    0.6,
    'Date lies more than three days before its arrival.',
    ({ dateOffset }) => dateOffset !== undefined && dateOffset < -3 * dayMs,
  ),
  rule(
    'MIME_VERSION_NONE',
    0.5,
    'Content-Type stands without MIME-Version.',
    ({ message }) =>
      message.header.first('content-type') !== undefined && message.header.first('mime-version') === undefined,
  ),
  rule('HEADER_TWICE', 0.8, 'A field stands twice that may stand once (RFC 5322 section 3.6).', ({ message }) =>
    ['from', 'subject', 'date', 'to', 'message-id', 'reply-to'].find((name) => message.header.all(name).length > 1),
  ),
  rule('HEADER_RAW_8BIT', 0.7, 'From or Subject contain unencoded 8-bit characters.', ({ message }) =>
    ['from', 'subject'].some((name) => /[^\u0000-\u007f]/.test(message.header.first(name) ?? '')),
  ),
  rule('PRIORITY_HIGH', 0.9, 'Marked as urgent.', ({ message }) =>
    /^\s*[12]\b|high|urgent/i.test(
      message.header.first('x-priority') ??
        message.header.first('priority') ??
        message.header.first('importance') ??
        '',
    ),
  ),
  rule('MAILER_CLAIMS_OUTLOOK', 0.6, 'Claims to come from an Outlook of long ago.', ({ message }) =>
    /Microsoft Outlook(?: Express)? (?:[1-9]|1[0-2])\b|Outlook, Build/.test(message.header.first('x-mailer') ?? ''),
  ),
  rule('MAILER_SCRIPT', 0.7, 'Written by a mass-mailing script.', ({ message }) =>
    /phpmailer|leaf ?phpmailer|php\/|the bat|mass|bulk|blast|gammadyne|swiftmailer|king mailer|emailer|xmailer/i.test(
      `${message.header.first('x-mailer') ?? ''} ${message.header.first('x-php-originating-script') ?? ''}`,
    ),
  ),
  rule('MAILER_HUMAN', -0.8, 'Written with a mail program for people.', ({ message }) =>
    /thunderbird|mutt|apple mail|alpine|evolution|kmail|claws|gnus|icedove|roundcube|sylpheed|mailmate/i.test(
      `${message.header.first('user-agent') ?? ''} ${message.header.first('x-mailer') ?? ''}`,
    ),
  ),
];
