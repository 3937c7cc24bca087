/** What a month costs elsewhere, for so many messages of 75 KB. */
import { peerPrices, prices } from './prices.ts';

export interface Peer {
  name: string;
  month: (messages: number) => number;
}

const gigabytes = (messages: number): number => (messages * 75 * 1024) / 1024 ** 3;

export const peers: Peer[] = [
  { name: 'SES receiving alone, nothing filtered', month: (messages) => messages * prices.sesIn.dollars },
  {
    name: 'SES Mail Manager, nothing filtered',
    month: (messages) => peerPrices.mailManagerEndpoint.dollars + messages * peerPrices.mailManager.dollars,
  },
  {
    name: 'SES Mail Manager with Spamhaus and Trend Micro',
    month: (messages) =>
      peerPrices.mailManagerEndpoint.dollars +
      messages * (peerPrices.mailManager.dollars + peerPrices.mailManagerAddOns.dollars),
  },
  {
    name: 'two t4g.medium with Postfix, rspamd and ClamAV',
    month: (messages) =>
      2 * (peerPrices.t4gMedium.dollars + prices.ipv4.dollars + 30 * peerPrices.disk.dollars) +
      gigabytes(messages) * prices.egress.dollars,
  },
  {
    name: 'two m7g.large with the same',
    month: (messages) =>
      2 * (peerPrices.m7gLarge.dollars + prices.ipv4.dollars + 50 * peerPrices.disk.dollars) +
      gigabytes(messages) * prices.egress.dollars,
  },
];
