/** A machine on which ClamAV is not and cannot be had: the first start says so, writes it down, and mail flows through the other two engines. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { findSystemClamav } from '#engines/clamav/installation.ts';
import type { Status } from '#extranet/api/status.ts';
import { type Filter, startFilter } from '../support/filter.ts';
import { eicar, letter, send, withAttachment } from '../support/messages.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'citrusmail-e2e-'));
/** Neither apt nor dpkg is found, and nothing was unpacked before. */
const env = { PATH: '/nowhere', CITRUSMAIL_PROGRAMS: join(dataDir, 'programs') };
let filter: Filter;

beforeAll(async () => {
  filter = await startFilter({ dataDir, env });
});
afterAll(async () => {
  await filter.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

// With a clamd of the system's own there is nothing to be turned off.
it.skipIf(findSystemClamav() !== undefined)(
  'turns ClamAV off in the settings, with the reason, and says so wherever one looks',
  async () => {
    expect(readFileSync(join(dataDir, 'citrusmail.yaml'), 'utf8')).toMatch(/^clamav:\n? *\{? ?off: \S/m);
    const { warnings, engines } = await filter.ask<Status>('status', {});
    expect(warnings[0]).toMatch(/^ClamAV is off \(.+\): mail passes through the other two engines alone\.$/);
    expect(engines.find(({ name }) => name === 'antivirus/clamav')).toMatchObject({ state: 'off' });
    expect(await (await fetch(`http://${filter.extranet}/`)).text()).toContain('ClamAV is off');
  },
);

it('lets mail flow, and the other engines still hold what they know', async () => {
  const letterSent = await send(filter.smtp, letter('Hello'));
  expect(await filter.settled(letterSent.id)).toMatchObject([{ state: 'delivered' }]);
  const virus = await send(filter.smtp, withAttachment('A file', 'eicar.com', Buffer.from(eicar)));
  expect(await filter.settled(virus.id)).toMatchObject([{ state: 'held' }]);
});
