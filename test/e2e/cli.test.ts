/** The command line as a person and a script meet it: sentences, JSON, exit statuses. No server runs. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { eicar, letter, withAttachment } from '../support/messages.ts';

const main = join(import.meta.dirname, '..', '..', 'lib', 'cli', 'main.ts');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'citrusmail-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  status: number | null;
  out: string;
  err: string;
}

function run(args: string[], input = ''): Ended {
  const env = { ...process.env, NODE_OPTIONS: '', CITRUSMAIL_DATA: join(folder, 'data') };
  const command = ['--disable-warning=ExperimentalWarning', main, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    encoding: 'utf8',
    env,
    input,
    cwd: folder,
  });
  return { status, out: stdout, err: stderr };
}

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return name;
}

/** Settings without ClamAV: it has tests of its own, and would take seconds here. */
function withoutClamav(): string {
  return file('no-clamav.yaml', 'clamav: off\n');
}

describe('citrusmail', () => {
  it('lists its commands, each with a line', () => {
    const { status, out } = run([]);
    expect(status).toBe(0);
    for (const name of [
      'serve',
      'scan',
      'try',
      'log',
      'quarantine',
      'policy',
      'directory',
      'train',
      'queue',
      'config',
    ]) {
      expect(out).toMatch(new RegExp(`^ {2}${name} +\\S`, 'm'));
    }
  });

  it.each([
    [['frobnicate'], /There is no command 'frobnicate'/],
    [['constructor'], /There is no command 'constructor'/],
    [['log', '--colour'], /'--colour'/],
    [['log', '--state', 'asleep'], /--state takes one of waiting, /],
    [['log', '--limit', 'many'], /--limit takes a whole number from 1 up, not 'many'/],
    [['log', '--since', 'yesterday'], /--since takes a date such as /],
    [['scan'], /name at least one file/],
    [['queue', 'list'], /There is no data directory .* npm start/],
    [['policy', 'show'], /policy show wants --for ADDRESS/],
    [['config', 'check', 'nowhere.yaml'], /There is no settings file nowhere.yaml/],
  ])('says what is wrong with %j, with exit status 2', (args, sentence) => {
    const { status, err } = run(args);
    expect(err).toMatch(sentence);
    expect(status).toBe(2);
  });
});

describe('citrusmail scan', () => {
  it('ends with 0 where everything would be delivered, and says so in JSON', () => {
    const name = file('letter.eml', letter('Lunch'));
    const { status, out } = run(['scan', '--config', withoutClamav(), '--json', name]);
    const result = JSON.parse(out) as Record<string, unknown>;
    expect(Object.keys(result)).toEqual([
      'file',
      'size',
      'sha256',
      'parts',
      'findings',
      'examinations',
      'score',
      'decision',
      'ms',
    ]);
    expect(result).toMatchObject({
      file: name,
      size: letter('Lunch').length,
      decision: { fate: 'deliver', edits: [], because: [] },
    });
    expect(status).toBe(0);
  });

  it('ends with 1 where something would be held, and names the rule', () => {
    const name = file('virus.eml', withAttachment('A file', 'eicar.com', Buffer.from(eicar)));
    const { status, out } = run(['scan', '--config', withoutClamav(), name]);
    expect(out).toMatch(/virus\.eml: quarantine/);
    expect(out).toMatch(
      /because YARA_TEST by antivirus\.infected \(platform defaults\): quarantine\. The EICAR test file/,
    );
    expect(status).toBe(1);
  });

  it('reads standard input, and goes on past a file that is not there', () => {
    const { status, out, err } = run(['scan', '--config', withoutClamav(), 'missing.eml', '-'], letter('From a pipe'));
    expect(err).toMatch(/missing\.eml: .*ENOENT/);
    expect(out).toMatch(/deliver .* -/);
    expect(status).toBe(3);
  });

  it('decides for a recipient by a policy file', () => {
    const policy = file(
      'policy.yaml',
      'v: 1\nscopes:\n  - kind: recipient\n    name: carol@inside.example\n    attachments: { rules: [{ name: "*.txt", action: discard }] }\n',
    );
    const name = file('text.eml', withAttachment('A text', 'notes.txt', Buffer.from('hello')));
    const forWhom = (address: string): number | null =>
      run(['scan', '--config', withoutClamav(), '--policy', policy, '--for', address, name]).status;
    expect(forWhom('carol@inside.example')).toBe(1);
    expect(forWhom('dave@inside.example')).toBe(0);
  });
});

describe('settings and documents that are wrong', () => {
  it('keep the filter from starting, with a line for each error', () => {
    const settings = file(
      'wrong.yaml',
      'hostname: mx.example.test\nsmpt: { listen: "127.0.0.1:2525" }\npop3: { listen: nowhere }\n',
    );
    const { status, err } = run(['serve', '--config', settings]);
    expect(err).toMatch(/^wrong\.yaml:2: .*smpt.*smtp/m);
    expect(err).toMatch(/^wrong\.yaml:3: .*pop3\.listen/m);
    expect(status).toBe(2);
    expect(run(['config', 'check', settings]).status).toBe(2);
  });

  it('are listed as JSON too', () => {
    const { status, out } = run(['config', 'check', '--json', file('wrong2.yaml', 'workers: 0\n')]);
    expect(JSON.parse(out)).toMatchObject({ problem: { file: 'wrong2.yaml', line: 1, path: 'workers' } });
    expect(status).toBe(2);
  });

  it('leave policy and directory as they were', () => {
    const data = join(folder, 'installed');
    const made = run([
      'directory',
      'apply',
      file(
        'directory.yaml',
        'v: 1\ndomains: [{ name: inside.example, route: { smtp: "127.0.0.1:25" }, recipients: [bob] }]\n',
      ),
      '--data',
      data,
    ]);
    expect(made.err).toMatch(/There is no data directory/);
    expect(made.status).toBe(2);
  });
});

describe('an installation that nobody serves', () => {
  it('takes a directory and a policy, shows and exports them', () => {
    mkdirSync(join(folder, 'data'));
    const directory = file(
      'd.yaml',
      'v: 1\ndomains: [{ name: inside.example, route: { smtp: "127.0.0.1:25" }, recipients: [bob] }]\n',
    );
    expect(run(['directory', 'apply', directory])).toMatchObject({ status: 0, out: 'In force as version 2.\n' });
    const wrong = file('p1.yaml', 'v: 1\nscopes:\n  - kind: organisation\n    antivirus: { infected: quarantin }\n');
    expect(run(['policy', 'apply', wrong])).toMatchObject({
      status: 2,
      err: expect.stringMatching(/^p1\.yaml:4: .*quarantine/),
    });
    const right = file('p2.yaml', 'v: 1\nscopes:\n  - kind: organisation\n    antivirus: { infected: discard }\n');
    expect(run(['policy', 'diff', right]).out).toMatch(/^\+ .*infected: discard/m);
    expect(run(['policy', 'apply', right])).toMatchObject({ status: 0, out: 'In force as version 3.\n' });
    expect(run(['policy', 'show', '--for', 'bob@inside.example']).out).toMatch(
      /^antivirus\.infected +discard +\(organisation\)$/m,
    );
    expect(run(['policy', 'export']).out).toContain('infected: discard');
    expect(run(['policy', 'diff', right])).toMatchObject({ status: 0 });
  });
});
