import { describe, expect, it } from 'vitest';

import { createStatusApp, type Status } from './status.ts';

const status: Status = {
  version: '1.2.3',
  startedAt: Date.UTC(2026, 10, 24, 12),
  smtp: '127.0.0.1:2525',
  pop3: '127.0.0.1:2110',
  waiting: 3,
  delivering: 4,
  engines: [{ name: 'antivirus/clamav', state: 'off', reason: 'no <clamd> here' }],
  warnings: ['ClamAV is off.'],
  latest: [
    {
      id: 'x',
      receivedAt: Date.UTC(2026, 10, 24, 12, 1),
      mailFrom: '',
      recipient: 'alice@example.test',
      subject: '<script>alert(1)</script>',
      state: 'held',
      score: 9.5,
    },
  ],
};

const get = async (path: string, shown: Status = status): Promise<Response> =>
  createStatusApp(async () => shown).request(path);

describe('the status page', () => {
  it('shows engines, warnings and the latest messages, whatever a stranger wrote', async () => {
    const page = await (await get('/')).text();
    expect(page).toContain('no &lt;clamd&gt; here');
    expect(page).toContain('ClamAV is off.');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toContain('<script>');
    expect(page.replace(/\s+/g, ' ')).toContain('3 messages wait to be analysed, 4 deliveries are under way.');
  });

  it('runs nothing and loads nothing', async () => {
    const { headers } = await get('/');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('shows no mail where strangers could look', async () => {
    const { latest: _latest, ...rest } = status;
    const page = await (await get('/', rest)).text();
    expect(page).not.toContain('alice@example.test');
    expect(page).toContain('Shown only where this page listens on the machine itself');
  });

  it('is there for programs too', async () => {
    expect(await (await get('/status.json')).json()).toEqual(status);
  });
});
