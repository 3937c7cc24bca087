import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readHtml } from './html.ts';
import { linksOf, readTarget } from './links.ts';

const html = (hrefs: readonly string[]) =>
  linksOf(readHtml(hrefs.map((href) => `<a href="${href}">x</a>`).join('')), '');

describe('a target', () => {
  it.each([
    ['https://Shop.Example.COM/a', 'shop.example.com'],
    ['http://user:pass@evil.test/', 'evil.test'],
    ['https:\\\\evil.test\\x', 'evil.test'],
    ['//cdn.test/x', 'cdn.test'],
    ['http://ex\nample.test/', 'example.test'],
    ['https://a.test:8443/x', 'a.test'],
    ['https://a.test.', 'a.test'],
  ])('%s leads to %s', (href, host) => {
    expect(readTarget(href)?.host).toBe(host);
  });

  it('may be none', () => {
    expect(readTarget('#top')).toBeUndefined();
    expect(readTarget('mailto:a@b.test')).toMatchObject({ scheme: 'mailto', host: '' });
  });

  it('is read from anything', () => {
    fc.assert(fc.property(fc.string(), (href) => readTarget(href) !== null));
  });
});

describe('links', () => {
  it('are told apart by where they lead', () => {
    const links = html([
      'https://bit.ly/x',
      'http://192.0.2.1/',
      'https://a.web.app/',
      'https://xn--pypal-4ve.test/',
      'https://deal.shop/',
      'https://www.facebook.com/x',
      'https://u1.ct.sendgrid.net/x',
    ]);
    expect(links).toMatchObject({
      shortened: 'bit.ly',
      literal: '192.0.2.1',
      freeHosted: 'a.web.app',
      punycode: 'xn--pypal-4ve.test',
      cheap: 'deal.shop',
      social: 1,
      services: 1,
    });
  });

  it('are disguised when they show another house', () => {
    const shown = (text: string, href: string) => linksOf(readHtml(`<a href="${href}">${text}</a>`), '').disguised;
    expect(shown('www.bank.com', 'https://evil.test/')).toContain('evil.test');
    expect(shown('https://www.bank.com/login', 'https://click.bank.com/1')).toBeUndefined();
    expect(shown('Read more.', 'https://evil.test/')).toBeUndefined();
  });

  it('are found in plain text where there is no HTML', () => {
    expect(linksOf(undefined, 'see https://a.test/x and <http://b.test>.').hosts).toEqual(['a.test', 'b.test']);
  });

  it('keep the addresses that want an answer', () => {
    expect(html(['mailto:Help@Gmail.com?subject=x']).mailto).toEqual(['help@gmail.com']);
  });
});
