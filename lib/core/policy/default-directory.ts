/** What the first start serves: a newcomer sees mail arrive with no other server. */
import type { DirectoryDocument } from './directory.ts';

export const defaultDirectory = (): DirectoryDocument => ({
  v: 1,
  domains: [{ name: 'example.test', route: 'mailbox', recipients: ['alice', 'bob'] }],
  mailboxes: [
    { address: 'alice@example.test', password: 'file:secrets/alice' },
    { address: 'bob@example.test', password: 'file:secrets/bob' },
  ],
});
