/**
 * Where the body of an HTML text begins, as browsers read it (WHATWG HTML section 13.2.5). A stranger may write `<body>` into a comment, a
 * title or an attribute, or behind an element that is not shown: nobody would see what is put there.
 */

/** What may stand before the body; anything else begins the body without its tag. */
const beforeBody = new Set(['html', 'head', 'meta', 'link', 'base', 'title', 'style']);
/** Their content is text up to their end tag. */
const textual = new Set(['title', 'style']);

/** Behind the start tag of the body; 0 where none surely is one. `html` in any charset that agrees with ASCII. */
export function bodyStart(html: string): number {
  let at = html.indexOf('<');
  while (at >= 0) {
    const name = tagName(html, at + 1);
    const end = name === '' ? markupEnd(html, at) : tagEnd(html, at + 1 + name.length);
    if (end < 0 || name === 'body') return Math.max(end, 0);
    if (name !== '' && !beforeBody.has(name)) return 0;
    const next = textual.has(name) ? textEnd(html, name, end) : end;
    if (next < 0) return 0;
    at = html.indexOf('<', next);
  }
  return 0;
}

function tagName(html: string, at: number): string {
  const name = /[a-z][^\t\n\f\r />]*/iy;
  name.lastIndex = at;
  return name.exec(html)?.[0].toLowerCase() ?? '';
}

/** Of a comment, an end tag, a declaration, or a `<` that is only text. */
function markupEnd(html: string, at: number): number {
  if (html.startsWith('<!--', at)) return commentEnd(html, at + 4);
  const name = html[at + 1] === '/' ? tagName(html, at + 2) : '';
  if (name !== '') return tagEnd(html, at + 2 + name.length);
  if (!/[!?/]/.test(html[at + 1] ?? '')) return at + 1;
  return html.indexOf('>', at) + 1 || -1;
}

function commentEnd(html: string, from: number): number {
  if (html[from] === '>') return from + 1;
  if (html.startsWith('->', from)) return from + 2;
  const close = /--!?>/g;
  close.lastIndex = from;
  return close.exec(html) ? close.lastIndex : -1;
}

type Place = 'gap' | 'name' | 'after name' | 'before value' | 'unquoted' | '"' | "'";

/** A `>` within the quotes of a value does not end a tag; quotes elsewhere are none. */
function tagEnd(html: string, from: number): number {
  let place: Place = 'gap';
  for (let at = from; at < html.length; at++) {
    const character = html[at] ?? '';
    if (character === '>' && place !== '"' && place !== "'") return at + 1;
    place = next(place, character);
  }
  return -1;
}

function next(place: Place, character: string): Place {
  const blank = /[\t\n\f\r ]/.test(character);
  switch (place) {
    case 'gap':
      return blank || character === '/' ? 'gap' : 'name';
    case 'name':
    case 'after name':
      if (character === '=') return 'before value';
      if (character === '/') return 'gap';
      return blank ? 'after name' : 'name';
    case 'before value':
      if (blank) return place;
      return character === '"' || character === "'" ? character : 'unquoted';
    case 'unquoted':
      return blank ? 'gap' : place;
    default:
      return character === place ? 'gap' : place;
  }
}

function textEnd(html: string, name: string, from: number): number {
  const close = new RegExp(`</${name}[\\t\\n\\f\\r />]`, 'gi');
  close.lastIndex = from;
  return close.exec(html)?.index ?? -1;
}
