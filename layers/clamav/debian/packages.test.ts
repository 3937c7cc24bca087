import { describe, expect, it } from 'vitest';

import { Catalogue, compareVersions, readIndex } from './packages.ts';

const hash = 'a'.repeat(64);
const stanza = (name: string, version: string, more: string[] = []) =>
  [
    `Package: ${name}`,
    `Version: ${version}`,
    ...more,
    `Filename: pool/main/x/${name}_${version}.deb`,
    `SHA256: ${hash}`,
    '',
  ].join('\n');

describe('versions', () => {
  // Each is older than the next (deb-version(7), and what dpkg --compare-versions says).
  it.each([
    ['1.0~rc1', '1.0'],
    ['1.0', '1.0-1'],
    ['1.0-1~deb13u1', '1.0-1'],
    ['1.4.3+dfsg-1~deb12u2', '1.4.6+dfsg-0+deb12u1'],
    ['1.4.6+dfsg-0+deb12u1', '1.4.6+dfsg-1~deb13u1'],
    ['9.0', '10.0'],
    ['1.2', '1:0.1'],
    ['2.0a', '2.0+b'],
    ['1.0-1', '1.0-1+b1'],
    ['1.3.dfsg+really1.3.1-1', '1.3.dfsg+really1.3.1-1+deb13u1'],
  ])('%s is older than %s', (older, newer) => {
    expect(compareVersions(older, newer)).toBeLessThan(0);
    expect(compareVersions(newer, older)).toBeGreaterThan(0);
    expect(compareVersions(newer, newer)).toBe(0);
  });

  it('are equal with and without zeros in front', () => {
    expect(compareVersions('1.01', '1.1')).toBe(0);
  });
});

describe('the index', () => {
  it('is read stanza by stanza; what lacks a hash or comes from elsewhere is left out', () => {
    const text = [
      stanza('a', '1', ['Depends: libb (>= 1) | libb2, libc:any', 'Pre-Depends: libd', 'Provides: xy (= 1)']),
      'Package: nohash\nVersion: 1\nFilename: pool/n.deb\n',
      stanza('evil', '1').replace('pool/main/x', '../../etc'),
    ].join('\n');
    expect(readIndex(text)).toEqual([
      {
        name: 'a',
        version: '1',
        depends: [['libd'], ['libb', 'libb2'], ['libc']],
        provides: ['xy'],
        filename: 'pool/main/x/a_1.deb',
        sha256: hash,
      },
    ]);
  });

  it('gives the newest of each name, and whoever provides one that no package has', () => {
    const packages = new Catalogue(readIndex(`${stanza('a', '2')}\n${stanza('a', '10', ['Provides: virtual'])}`));
    expect(packages.get('a')?.version).toBe('10');
    expect(packages.get('virtual')?.name).toBe('a');
  });

  it('follows what is wanted, through alternatives that exist, and no circle without an end', () => {
    const packages = new Catalogue(
      readIndex(
        [
          stanza('app', '1', ['Depends: libx | liby, adduser']),
          stanza('liby', '1', ['Depends: libz']),
          stanza('libz', '1', ['Depends: liby']),
          stanza('adduser', '1', ['Depends: libperl']),
          stanza('libperl', '1'),
        ].join('\n'),
      ),
    );
    const names = packages.withDependencies(['app'], (name) => name.startsWith('lib')).map(({ name }) => name);
    expect(names).toEqual(['app', 'liby', 'libz']);
    expect(() => packages.withDependencies(['none'], () => true)).toThrow('the mirror has no package none');
  });
});
