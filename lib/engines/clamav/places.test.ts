import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { socketPathFor, temporaryFolderFor } from './places.ts';

let temporary: string;
beforeEach(() => (temporary = mkdtempSync(join(tmpdir(), 'socket-'))));
afterEach(() => rmSync(temporary, { recursive: true }));
const deep = `/srv/${'deep/'.repeat(30)}`;

describe("clamd's socket", () => {
  it('is in the folder itself', () => {
    expect(socketPathFor('/srv/mail', temporary)).toBe('/srv/mail/clamd.sock');
  });

  it('is elsewhere where the path would be too long for a socket', () => {
    const path = socketPathFor(deep, temporary);
    expect(Buffer.byteLength(path)).toBeLessThanOrEqual(107);
    expect(path).toBe(socketPathFor(deep, temporary));
    expect(path).not.toBe(socketPathFor(`${deep}er`, temporary));
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  });

  it('is not put where somebody else prepared a folder or a link', () => {
    const path = dirname(socketPathFor(deep, temporary));
    rmSync(path, { recursive: true });
    const elsewhere = join(temporary, 'elsewhere');
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, path);
    expect(() => socketPathFor(deep, temporary)).toThrow('somebody else');
  });

  it('counts bytes, not characters', () => {
    const umlauts = `/srv/${'ü'.repeat(60)}`;
    expect(Buffer.byteLength(socketPathFor(umlauts, temporary))).toBeLessThanOrEqual(107);
  });
});

describe("clamd's temporary files", () => {
  it('are in memory where there is much of it, in a folder of ours', () => {
    const path = temporaryFolderFor('/srv/mail', temporary);
    expect(dirname(path)).toBe(temporary);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(temporaryFolderFor('/srv/other', temporary)).not.toBe(path);
  });

  it('are in the data directory where there is no such thing', () => {
    expect(temporaryFolderFor('/srv/mail', join(temporary, 'nonexistent'))).toBe('/srv/mail/tmp');
  });

  it('are in the data directory where it is small', () => {
    // procfs has no room at all.
    expect(temporaryFolderFor('/srv/mail', '/proc')).toBe('/srv/mail/tmp');
  });
});
