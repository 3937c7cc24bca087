import { describe, expect, it } from 'vitest';

import { fetches, interpreters, isProgramName, runs } from './commands.ts';

describe('interpreters', () => {
  it.each([
    'C:\\Windows\\System32\\cmd.exe',
    'cmd /c dir',
    'PowerShell -enc AAAA',
    'mshta vbscript:',
    '"rundll32" x,y',
  ])('%s', (text) => expect(text).toMatch(interpreters));
  it.each(['command', 'the cmd', 'powershells', 'C:\\Office\\winword.exe'])('not %s', (text) =>
    expect(text).not.toMatch(interpreters),
  );
});

describe('calls that run', () => {
  it.each(['Shell("calc")', 'Shell "calc"', 'x = Shell (y)', 'CreateObject("WScript.Shell")', 'ShellExecuteA 0'])(
    '%s',
    (text) => expect(text).toMatch(runs),
  );
  it.each(['MsgBox "in a nutshell"', 'Dim shellfish', "' seashells"])('not %s', (text) =>
    expect(text).not.toMatch(runs),
  );
});

describe('calls that fetch', () => {
  it.each([
    'URLDownloadToFileA',
    'CreateObject("MSXML2.ServerXMLHTTP.6.0")',
    '(New-Object Net.WebClient).DownloadString(1)',
    'certutil -f -urlcache x',
    'mshta http://example.test',
    'curl -o a',
  ])('%s', (text) => expect(text).toMatch(fetches));
  it.each(['download the file', 'curly ', 'http://example.test'])('not %s', (text) =>
    expect(text).not.toMatch(fetches),
  );
});

describe('names of programs', () => {
  it.each(['a.exe', 'A.EXE', 'invoice.pdf.js', 'a.hta. ', 'a.docm', 'x.lnk'])('%s', (name) =>
    expect(isProgramName(name)).toBe(true),
  );
  it.each(['a.pdf', 'exe', 'a.exe.txt', 'invoice.xml', ''])('not %s', (name) =>
    expect(isProgramName(name)).toBe(false),
  );
});
