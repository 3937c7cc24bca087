import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { attribute, htmlLimit, readHtml } from './html.ts';

const words = (text: string): string => text.replace(/\s+/g, ' ').trim();

describe('what is seen', () => {
  it('is the text, with entities decoded', () => {
    expect(words(readHtml('<p>Fish &amp; chips &#8364;5 &#x2013; caf&eacute;</p>').visible)).toBe(
      'Fish & chips €5 – café',
    );
  });

  it('is not style, script, title or comment', () => {
    const html = readHtml('<title>t</title><style>a{}</style><script>x()</script><!-- no --><p>yes</p>');
    expect(words(html.visible)).toBe('yes');
    expect(html).toMatchObject({ title: 't', scripts: 1 });
  });

  it.each([
    'display:none',
    'DISPLAY : NONE',
    'font-size:0',
    'font-size:1px;',
    'visibility:hidden',
    'opacity:0;',
    'mso-hide:all',
    'max-height:0px',
    'left:-9999px',
  ])('is not what %s hides', (style) => {
    const html = readHtml(`<p>a</p><div style="${style}">secret <b>prose</b></div><p>b</p>`);
    expect(words(html.visible)).toBe('a b');
    expect(html.hiddenText).toContain('secret');
  });

  it('comes back when the hiding element ends, even if what is inside was never closed', () => {
    expect(words(readHtml('<div style="display:none">x<span><b>y</div>z').visible)).toBe('z');
  });

  it.each(['font-size:14px', 'font-size:10px', 'opacity:0.9', 'display:block', 'line-height:1.5'])(
    'stays where %s hides nothing',
    (style) => {
      expect(words(readHtml(`<div style="${style}">shown</div>`).visible)).toBe('shown');
    },
  );

  it('goes on behind a comment that never ends', () => {
    expect(words(readHtml('<!-- <p>shown</p>').visible)).toBe('shown');
  });

  it('keeps a lone less-than sign', () => {
    expect(words(readHtml('1 < 2 and 3<4').visible)).toBe('1 < 2 and 3<4');
  });
});

describe('links and pictures', () => {
  it('are taken with their visible words', () => {
    const { links } = readHtml(
      '<a href="https://a.test/?x=1&amp;y=2">to <b>A</b></a><a href=https://b.test/><img src=i.png></a>',
    );
    expect(links).toMatchObject([
      { href: 'https://a.test/?x=1&y=2', text: 'to A', image: false },
      { href: 'https://b.test/', image: true },
    ]);
  });

  it('tell pictures from pixels', () => {
    expect(readHtml('<img src="a" width="1" height="1"><img src="b" width="600">')).toMatchObject({
      pixels: 1,
      images: ['b'],
    });
  });

  it('are bounded', () => {
    expect(readHtml('<a href="x">'.repeat(5000)).links.length).toBeLessThanOrEqual(400);
  });

  it('do not end at a > inside a quoted value', () => {
    expect(readHtml('<a title="a > b" href="https://c.test/">c</a>').links).toMatchObject([
      { href: 'https://c.test/', text: 'c' },
    ]);
  });
});

describe('attributes', () => {
  it.each([
    ['<a HREF = "x">', 'x'],
    ["<a href='x y'>", 'x y'],
    ['<a href=x>', 'x'],
    ['<a data-href="no" href="yes">', 'yes'],
    ['<a href>', undefined],
    ['<a href="x', 'x'],
  ])('%s', (tag, value) => {
    expect(attribute(tag, 'href')).toBe(value);
  });
});

describe('what asks for more', () => {
  it('is counted', () => {
    const html = readHtml(
      '<meta http-equiv="refresh" content="0;url=x"><form><input type="PassWord"></form><iframe src=x></iframe>',
    );
    expect(html).toMatchObject({ refresh: true, forms: 1, passwords: true, frames: true });
  });
});

describe('hostile bodies', () => {
  it.each([
    '<',
    '<a',
    '<!--',
    '<a href="',
    '</div>',
    '<div style="display:none">',
    '<style>',
    '<style></STYLE>',
    '&#',
    '<a "',
    '<img src="',
  ])('of %s over and over are read to the limit, and no further', (piece) => {
    const html = readHtml(piece.repeat(Math.ceil((htmlLimit + 1000) / piece.length)));
    expect(html.truncated).toBe(true);
    expect(html.visible.length).toBeLessThan(3 * htmlLimit);
  });

  it('of any kind are survived', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '<a href=',
      '<!--',
      '-->',
      '</',
      'style="display:none"',
      '&amp;',
      '&#0;',
      '<style>',
      'x',
      ' ',
      '\u0000',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => readHtml(parts.join('')).tags >= 0),
      { numRuns: 200 },
    );
  });
});
