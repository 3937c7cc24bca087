import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { layOut } from './closure.ts';
import { elfSample } from './elf-samples.ts';
import { readElf } from './elf.ts';

describe('an ELF file', () => {
  it('says what it needs, for which processor, by which loader', () => {
    const bytes = elfSample({ needed: ['libc.so.6', 'libm.so.6'], interpreter: '/lib64/ld-linux-x86-64.so.2' });
    expect(readElf(bytes)).toEqual({
      machine: 'x86_64',
      needed: ['libc.so.6', 'libm.so.6'],
      interpreter: '/lib64/ld-linux-x86-64.so.2',
    });
    expect(readElf(elfSample({ machine: 183 }))).toEqual({ machine: 'arm64', needed: [], interpreter: undefined });
  });

  it.runIf(existsSync('/bin/sh') && process.platform === 'linux')('of this machine is one', () => {
    const { needed, interpreter } = readElf(readFileSync('/bin/sh'));
    expect(needed.some((name) => /^libc\b|musl/.test(name))).toBe(true);
    expect(existsSync(interpreter ?? '')).toBe(true);
  });

  it.each([
    ['a script', Buffer.from('#!/bin/sh\n')],
    ['nothing', Buffer.alloc(0)],
    ['a program of 32 bits', Buffer.from('\x7fELF\x01\x01', 'latin1')],
    ['a program for another processor', elfSample({ machine: 243 })],
  ])('%s is none', (_, bytes) => {
    expect(() => readElf(bytes)).toThrow(/ELF/);
  });
});

describe('what makes a ClamAV', () => {
  const loader = elfSample({});
  const files = new Map([
    ['ld.so.1', loader],
    ['liba.so.1', elfSample({ needed: ['libb.so.1'] })],
    ['libb.so.1', elfSample({ needed: ['liba.so.1', 'ld.so.1'] })],
    ['libresolv.so.2', elfSample({ needed: ['libc-of-it.so'] })],
    ['libc-of-it.so', elfSample({})],
    ['unused.so', elfSample({})],
  ]);
  const clamd = elfSample({ needed: ['liba.so.1'], interpreter: '/lib/ld.so.1' });
  const lay = (program: Buffer, library = files) =>
    layOut([{ path: 'usr/sbin/clamd', bytes: program }], (name) => library.get(name));

  it('is the program, its loader, what it needs and what that needs; and what is loaded by name, with what that needs', () => {
    expect(lay(clamd).map(({ path, executable }) => [path, executable])).toEqual([
      ['bin/clamd', true],
      ['lib/liba.so.1', false],
      ['lib/ld.so.1', true],
      ['lib/libb.so.1', false],
      ['lib/libresolv.so.2', false],
      ['lib/libc-of-it.so', false],
    ]);
  });

  it('is none without a library, and says which', () => {
    const program = elfSample({ needed: ['libmissing.so.3'], interpreter: '/lib/ld.so.1' });
    expect(() => lay(program)).toThrow('clamd needs libmissing.so.3, which no package holds');
  });

  it('is none with a library for another processor', () => {
    const mixed = new Map([...files, ['libb.so.1', elfSample({ machine: 183 })]]);
    expect(() => lay(clamd, mixed)).toThrow('libb.so.1 is for arm64, not for x86_64');
  });
});
