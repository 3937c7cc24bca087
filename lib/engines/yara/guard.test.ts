import { describe, expect, it } from 'vitest';

import { guardFor } from './guard.ts';
import { loadNative } from './native.ts';

const native = loadNative();

describe('the guard of a rule file', () => {
  it('has every pattern of the file, with its modifiers, once', () => {
    const source = String.raw`
      rule A { strings:
        $a = "quoted \"text\" \\" nocase wide // comment
        $ = /a\/b{2,3}[^"]/i
        $hex = { 4D 5A ?? (00 | 01)
                 [2-4] 90 }
        $x = "xor" xor(1-255) private
        $b = "quoted \"text\" \\" nocase wide
      condition: any of them and filesize == 3 }`;
    expect(guardFor(source)?.match(/^ {4}\$p.*(?:\n {17}.*)?$/gm)).toEqual([
      String.raw`    $p0 = "quoted \"text\" \\" nocase wide`,
      String.raw`    $p1 = /a\/b{2,3}[^"]/i`,
      '    $p2 = { 4D 5A ?? (00 | 01)\n                 [2-4] 90 }',
      '    $p3 = "xor" xor(1-255) private',
    ]);
  });

  it('is none without patterns', () => {
    expect(guardFor('rule A { condition: filesize == 3 }')).toBeUndefined();
  });

  it.skipIf('absent' in native)('keeps a pattern on that a rule before would switch off', () => {
    if ('absent' in native) return;
    const source = `
      rule First { strings: $a = "needle" condition: uint32be(0) == 0xd0cf11e0 and $a }
      rule Second { strings: $a = "needle" condition: filesize < 1MB and $a }`;
    const rules = native.yara.compile('', { enableIncludes: false });
    rules.addRuleSources([
      { source: guardFor(source) ?? '', namespace: 'guard' },
      { source, namespace: 'rules' },
    ]);
    expect(rules.scan(Buffer.from('a needle')).map((match) => match.ruleIdentifier)).toEqual(['Second']);
  });
});
