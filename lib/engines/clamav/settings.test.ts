import { describe, expect, it } from 'vitest';

import { clamdSettings, freshclamSettings } from './settings.ts';

const paths = { socket: '/a b/clamd.sock', signatures: '/db', temporary: '/tmp/x', threads: 4 };

describe("clamd's settings", () => {
  it('listen on a socket of our user alone, never on a port', () => {
    const settings = clamdSettings(paths);
    expect(settings).toContain('LocalSocket /a b/clamd.sock\n');
    expect(settings).toContain('LocalSocketMode 600\n');
    expect(settings).not.toMatch(/^TCP/m);
  });

  it('listen on a port besides, and load beside the old signatures, only where they are told to', () => {
    const settings = clamdSettings({ ...paths, port: { host: '0.0.0.0', port: 3310 }, reloadsBeside: true });
    expect(settings).toContain('TCPAddr 0.0.0.0\nTCPSocket 3310\n');
    expect(settings).toContain('ConcurrentDatabaseReload yes\n');
    expect(clamdSettings(paths)).toContain('ConcurrentDatabaseReload no\n');
  });

  it.each(['AlertExceedsMax yes', 'AlertEncryptedArchive yes', 'AlertEncryptedDoc yes', 'StreamMaxLength 45M'])(
    'say %s, or silence would pass for clean',
    (line) => {
      expect(clamdSettings(paths).split('\n')).toContain(line);
    },
  );

  it('cannot be extended through a path', () => {
    expect(() => clamdSettings({ ...paths, signatures: '/db\nTCPSocket 3310' })).toThrow('line end');
  });
});

describe("freshclam's settings", () => {
  it("ask ClamAV's servers, or the organisation's mirror instead", () => {
    expect(freshclamSettings({ signatures: '/db', owner: 'mail' })).toContain('DatabaseMirror database.clamav.net\n');
    const mirrored = freshclamSettings({ signatures: '/db', owner: 'mail', mirror: 'https://mirror.example' });
    expect(mirrored).toContain('PrivateMirror https://mirror.example\n');
    expect(mirrored).not.toContain('clamav.net');
  });

  it('keep packed what is carried about', () => {
    expect(freshclamSettings({ signatures: '/db', owner: 'mail', compress: true })).toContain(
      'CompressLocalDatabase yes\n',
    );
    expect(freshclamSettings({ signatures: '/db', owner: 'mail' })).not.toContain('Compress');
  });
});
