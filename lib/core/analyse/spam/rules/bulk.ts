/** Rules on conversation and on honest bulk mail: what speaks for a message. */
import { sendingServices } from '../known/hosts.ts';
import { organisationOf } from '../facts/hosts.ts';
import { readTarget } from '../facts/links.ts';
import { resembles } from '../facts/hosts.ts';
import { rule, type Rule } from './rule.ts';

const unsubscribeHost = (value: string): string =>
  organisationOf(readTarget(/<\s*(https?:[^>]+)>/i.exec(value)?.[1] ?? '')?.host ?? '');

export const bulkRules: readonly Rule[] = [
  rule('REPLY', -1, 'Answers an earlier message.', ({ reply }) => reply),
  rule(
    'REPLY_QUOTES',
    -1.5,
    'Answers an earlier message and quotes it.',
    ({ reply, body }) => reply && body.quoted > 1,
  ),
  rule('LIST_POST', -0.8, 'Comes through a mailing list that takes posts (RFC 2369).', ({ list }) => list),
  rule(
    'UNSUBSCRIBE_ONE_CLICK',
    -0.3,
    'Offers to unsubscribe by one click (RFC 8058).',
    ({ message }) => message.header.first('list-unsubscribe-post') !== undefined,
  ),
  rule(
    'UNSUBSCRIBE_BOTH',
    -0.6,
    'Offers to unsubscribe by mail and by web.',
    ({ message }) =>
      /mailto:/i.test(message.header.first('list-unsubscribe') ?? '') &&
      /https?:/i.test(message.header.first('list-unsubscribe') ?? ''),
  ),
  rule(
    'UNSUBSCRIBE_PLACE',
    -0.4,
    "The place to unsubscribe is the sender's or a known sending service's.",
    ({ message, sender }) => {
      const host = unsubscribeHost(message.header.first('list-unsubscribe') ?? '');
      return (
        host !== '' &&
        (sendingServices.has(host) ||
          (host === sender.organisation && resembles(sender.name, host.split('.')[0] ?? '')))
      );
    },
  ),
  rule(
    'UNSUBSCRIBE_ELSEWHERE',
    0.6,
    'The place to unsubscribe belongs to somebody unknown.',
    ({ message, sender, list }) => {
      const host = unsubscribeHost(message.header.first('list-unsubscribe') ?? '');
      return (
        !list &&
        host !== '' &&
        host !== sender.organisation &&
        host !== sender.mailFromOrganisation &&
        !sendingServices.has(host) &&
        !sender.signers.includes(host)
      );
    },
  ),
  rule(
    'UNSUBSCRIBE_NONE',
    0.4,
    'Sent by a machine to many, it seems, without a way to unsubscribe.',
    ({ bulk, links, body, reply }) =>
      !bulk && !reply && body.html !== undefined && links.count > 2 && body.html.images.length > 1,
  ),
  rule(
    'FEEDBACK_ID',
    -0.6,
    'Carries a Feedback-ID, by which large mailbox providers count complaints.',
    ({ message }) => message.header.first('feedback-id') !== undefined,
  ),
  rule(
    'ABUSE_CONTACT',
    -0.4,
    'Names where abuse can be reported.',
    ({ message }) =>
      message.header.first('x-report-abuse') !== undefined ||
      message.header.first('x-csa-complaints') !== undefined ||
      message.header.first('x-abuse') !== undefined,
  ),
  rule('AUTO_SUBMITTED', -0.3, 'Says that it was sent by a machine (RFC 3834).', ({ message }) =>
    /auto/i.test(message.header.first('auto-submitted') ?? ''),
  ),
  rule(
    'DELIVERY_REPORT',
    -2,
    'A delivery report (RFC 3464).',
    ({ message, sender }) =>
      /report-type\s*=\s*"?delivery-status/i.test(message.header.first('content-type') ?? '') ||
      (sender.mailFrom === '' && /mailer-daemon|postmaster/i.test(sender.local)),
  ),
  rule('VERIFIED_SENDER', -1, "The sender's domain is proved (DMARC passes).", ({ codes }) => codes.has('DMARC_PASS')),
];
