import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { typeOfExtension } from './extensions.ts';
import { extensionsOf, innerExtensions, isTurned, plainName } from './names.ts';

describe('the extensions that a system could see', () => {
  it.each([
    ['a.exe', ['exe']],
    ['A.EXE', ['exe']],
    ['a.exe. . ', ['exe']],
    ['a.exe"', ['exe']],
    ['a.exe:stream', ['exe']],
    ['a.txt:b.js', ['txt', 'js']],
    ['a.exe::$DATA', ['exe']],
    ['a.exe\0.jpg', ['exe', 'jpg']],
    ['C:\\dir.d\\a.exe', ['exe']],
    ['dir.d/a', []],
    ['invoice\u202efdp.exe', ['exe']],
    ['a.e\u200bxe', ['exe']],
    ['a\uff0eexe', ['exe']],
    ['a.\uff45\uff58\uff45', ['exe']],
    ['a\u2024exe', ['exe']],
    ['a\u3002exe', ['exe']],
    ['.profile', ['profile']],
    ['a.tar.gz', ['gz']],
    ['noextension', []],
    ['', []],
    [`a.${'x'.repeat(100)}`, []],
  ])('%j', (name, expected) => {
    expect(extensionsOf(name)).toEqual(expected);
  });

  it('of a very long name are at its end', () => {
    expect(extensionsOf(`${'x'.repeat(100_000)}.exe`)).toEqual(['exe']);
  });
});

it('what stands in front of the last extension', () => {
  expect(innerExtensions('invoice.PDF .exe ')).toEqual(['pdf']);
  expect(innerExtensions('a.b.c.d')).toEqual(['b', 'c']);
  expect(innerExtensions('plain')).toEqual([]);
});

it('a plain name has no folders', () => {
  expect(plainName('../../etc\\a.txt')).toBe('a.txt');
});

describe('an extension', () => {
  it.each([
    ['exe', 'executable'],
    ['cpl', 'executable'],
    ['xll', 'executable'],
    ['appimage', 'executable'],
    ['jse', 'script'],
    ['hta', 'script'],
    ['command', 'script'],
    ['lnk', 'shortcut'],
    ['settingcontent-ms', 'shortcut'],
    ['library-ms', 'shortcut'],
    ['docm', 'macro-document'],
    ['one', 'document'],
    ['vhdx', 'disk-image'],
    ['r02', 'archive'],
    ['z15', 'archive'],
    ['002', 'archive'],
    ['{3050f4d8-98b5-11cf-bb82-00aa00bdce0b}', 'shortcut'],
    ['svg', 'image'],
  ])('%s: %s', (extension, typeClass) => {
    expect(typeOfExtension(extension)?.class).toBe(typeClass);
  });

  it('that nobody knows has no type, and foreign names are no keys', () => {
    for (const extension of ['xyz', '', 'constructor', '__proto__']) expect(typeOfExtension(extension)).toBeUndefined();
  });

  // What Outlook blocks (Microsoft's list of level 1 file types): none of it may pass as unknown (but .tmp, which says nothing).
  const outlook =
    'ade adp app application appref-ms asp aspx asx bas bat bgi cab cer chm cmd cnt com cpl crt csh der diagcab exe fxp gadget grp ' +
    'hlp hpj hta htc inf ins iso isp its jar jnlp js jse ksh lnk mad maf mag mam maq mar mas mat mau mav maw mcf mda mdb mde mdt mdw ' +
    'mdz msc msh msh1 msh2 mshxml msh1xml msh2xml msi msp mst msu ops osd pcd pif pl plg prf prg printerexport ps1 ps1xml ps2 ps2xml ' +
    'psc1 psc2 psd1 psdm1 pst py pyc pyo pyw pyz pyzw reg scf scr sct shb shs theme url vb vbe vbp vbs vhd vhdx vsmacros vsw ' +
    'webpnp website ws wsc wsf wsh xbap xll xnk';
  it.each(outlook.split(' '))('%s is known', (extension) => {
    expect(typeOfExtension(extension)).toBeDefined();
  });
});

describe('a name is shown otherwise than it is', () => {
  it.each(['invoice\u202efdp.exe', 'a\u202dtxt', 'scan\u202bgpj.com', 'scan\u2067fdp\u2069.js'])('%j', (name) => {
    expect(isTurned(name)).toBe(true);
  });

  it.each([
    'invoice.pdf',
    // As Windows copies it from a dialog, and macOS writes it.
    '\u202aC.pdf',
    '\u2068Rechnung\u2069.pdf',
    '\u202bחוזה 2026\u202c.pdf',
    '\u2067حساب\u2069.xlsx',
    '\u200fحساب.xlsx',
  ])('but not in honest mail: %j', (name) => {
    expect(isTurned(name)).toBe(false);
  });
});

it('never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => {
      extensionsOf(name).forEach(typeOfExtension);
      innerExtensions(name);
      isTurned(name);
    }),
  );
});
