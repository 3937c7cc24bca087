/** What an HTML body is made of, read in one pass and bounded: this is not a browser, it looks for what a reader sees and what is kept from him. */
import { decodeEntities } from './entities.ts';
import { invisible } from './letters.ts';

export interface Link {
  href: string;
  /** The visible words of the anchor, cut. */
  text: string;
  image: boolean;
}

export interface Html {
  visible: string;
  /** Characters of words that no reader sees. */
  hidden: number;
  hiddenText: string;
  links: Link[];
  images: string[];
  /** Images of at most two pixels a side. */
  pixels: number;
  forms: number;
  passwords: boolean;
  scripts: number;
  frames: boolean;
  refresh: boolean;
  tables: number;
  styled: number;
  commentBytes: number;
  entityLetters: number;
  viewport: boolean;
  mediaQueries: boolean;
  tinyText: number;
  title: string;
  tags: number;
  truncated: boolean;
}

/** Longer bodies are read up to here; the rest is more of the same, or filler. */
export const htmlLimit = 300_000;
const linkLimit = 400;
const depthLimit = 200;
const anchorTextLimit = 200;

const voids = new Set([
  'br',
  'img',
  'hr',
  'meta',
  'link',
  'input',
  'area',
  'base',
  'col',
  'embed',
  'source',
  'track',
  'wbr',
]);
const blocks = new Set([
  'p',
  'div',
  'td',
  'tr',
  'table',
  'br',
  'li',
  'ul',
  'ol',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'hr',
  'th',
  'center',
  'img',
  'section',
]);
const hidingStyle =
  /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*[01](?:\.\d+)?(?:px|pt|em|%|;|"|$)|opacity\s*:\s*0(?:\.0+)?(?:;|"|\s|$)|max-height\s*:\s*0|line-height\s*:\s*0(?:px)?(?:;|$)|mso-hide\s*:\s*all|text-indent\s*:\s*-\d{3}|(?:left|top)\s*:\s*-\d{3}/i;

/** A tag's attribute value; quotes as they come. Attributes are few and short, so a search per name is cheaper than a map per tag. */
export function attribute(tag: string, name: string): string | undefined {
  const lower = tag.toLowerCase();
  for (let from = 0; ;) {
    const at = lower.indexOf(name, from);
    if (at < 0) return undefined;
    from = at + name.length;
    if (!/[\s"'/]/.test(lower[at - 1] ?? '')) continue;
    let i = from;
    while (/\s/.test(tag[i] ?? '')) i++;
    if (tag[i] !== '=') continue;
    i++;
    while (/\s/.test(tag[i] ?? '')) i++;
    const quote = tag[i];
    if (quote === '"' || quote === "'") {
      const end = tag.indexOf(quote, i + 1);
      return decodeEntities(tag.slice(i + 1, end < 0 ? undefined : end));
    }
    return decodeEntities(/^[^\s>]*/.exec(tag.slice(i))?.[0] ?? '');
  }
}

class Reader {
  readonly found: Html = {
    visible: '',
    hidden: 0,
    hiddenText: '',
    links: [],
    images: [],
    pixels: 0,
    forms: 0,
    passwords: false,
    scripts: 0,
    frames: false,
    refresh: false,
    tables: 0,
    styled: 0,
    commentBytes: 0,
    entityLetters: 0,
    viewport: false,
    mediaQueries: false,
    tinyText: 0,
    title: '',
    tags: 0,
    truncated: false,
  };
  private readonly open: string[] = [];
  private hiddenFrom = -1;
  private anchor: Link | undefined;
  private readonly shown: string[] = [];
  private readonly kept: string[] = [];

  private noCommentEnd = false;

  /** Looked for in vain once, it is not looked for again: else a body of comment starts would cost the square of its length. */
  commentEnd(html: string, from: number): number {
    const end = this.noCommentEnd ? -1 : html.indexOf('-->', from);
    this.noCommentEnd = end < 0;
    return end;
  }

  text(raw: string): void {
    if (!raw.includes('&')) return this.words(raw);
    this.found.entityLetters +=
      raw.match(/&#(?:x[4-7][0-9a-f]|6[5-9]|[78]\d|9[07-9]|1[01]\d|12[0-2])(?![\da-f])/gi)?.length ?? 0;
    this.words(decodeEntities(raw));
  }

  private words(text: string): void {
    if (this.hiddenFrom >= 0) {
      this.kept.push(text);
      return;
    }
    this.shown.push(text);
    if (this.anchor && this.anchor.text.length < anchorTextLimit) this.anchor.text += text;
  }

  openTag(name: string, tag: string): void {
    const { found } = this;
    found.tags++;
    if (blocks.has(name)) this.shown.push('\n');
    this.look(name, tag);
    if (voids.has(name) || tag.endsWith('/>')) return;
    if (this.open.length < depthLimit) this.open.push(name);
    const style = tag.length > name.length + 8 ? attribute(tag, 'style') : undefined;
    if (style) found.styled++;
    if (this.hiddenFrom < 0 && (style ? hidingStyle.test(style) : / hidden(?:[\s=>]|$)/i.test(tag)))
      this.hiddenFrom = this.open.length - 1;
  }

  closeTag(name: string): void {
    if (blocks.has(name)) this.shown.push('\n');
    if (name === 'a') this.anchor = undefined;
    const at = this.open.lastIndexOf(name);
    if (at < 0) return;
    this.open.length = at;
    if (at <= this.hiddenFrom) this.hiddenFrom = -1;
  }

  private look(name: string, tag: string): void {
    const { found } = this;
    switch (name) {
      case 'a':
      case 'area':
        this.link(tag);
        break;
      case 'img':
        this.image(tag);
        break;
      case 'table':
        found.tables++;
        break;
      case 'form':
        found.forms++;
        break;
      case 'input':
        found.passwords ||= /password/i.test(attribute(tag, 'type') ?? '');
        break;
      case 'iframe':
      case 'frame':
      case 'object':
      case 'embed':
        found.frames = true;
        break;
      case 'meta':
        found.refresh ||= /http-equiv\s*=\s*["']?refresh/i.test(tag);
        found.viewport ||= /viewport/i.test(tag);
        break;
      default:
    }
  }

  private link(tag: string): void {
    const href = attribute(tag, 'href')?.trim();
    if (!href || this.found.links.length >= linkLimit) return;
    const link: Link = { href, text: '', image: false };
    this.found.links.push(link);
    this.anchor = link;
  }

  private image(tag: string): void {
    const { found } = this;
    const src = attribute(tag, 'src');
    if (!src) return;
    const size = (side: string): number => Number.parseInt(attribute(tag, side) ?? '99', 10);
    if (size('width') <= 2 && size('height') <= 2) {
      found.pixels++;
      return;
    }
    if (this.anchor) this.anchor.image = true;
    if (found.images.length < linkLimit) found.images.push(src);
  }

  finish(): Html {
    this.found.visible = this.shown.join('');
    this.found.hiddenText = this.kept.join(' ').replace(invisible, '').replace(/\s+/g, ' ').trim();
    this.found.hidden = this.found.hiddenText.length;
    return this.found;
  }
}

/** Content of these is not text: skipped to the end tag. */
const rawElements = new Set(['style', 'script', 'title', 'xml', 'textarea', 'noscript']);

export function readHtml(text: string): Html {
  const reader = new Reader();
  const { found } = reader;
  const html = text.length > htmlLimit ? text.slice(0, htmlLimit) : text;
  found.truncated = text.length > htmlLimit;
  for (let at = 0; at < html.length;) {
    const open = html.indexOf('<', at);
    if (open !== at) reader.text(html.slice(at, open < 0 ? undefined : open));
    if (open < 0) break;
    at = readMarkup(html, open, reader);
  }
  return reader.finish();
}

/** Reads the tag or comment at `open`; gives where to go on. */
function readMarkup(html: string, open: number, reader: Reader): number {
  const next = html[open + 1] ?? '';
  if (next === '!') {
    const comment = html.startsWith('<!--', open);
    const end = comment ? reader.commentEnd(html, open + 4) : html.indexOf('>', open);
    if (end < 0) return comment ? skipBroken(html, open) : html.length;
    if (comment && html[open + 4] !== '[') reader.found.commentBytes += end - open - 4;
    return end + (comment ? 3 : 1);
  }
  const name = /^<\/?([a-zA-Z][a-zA-Z0-9:]{0,20})/.exec(html.slice(open, open + 24))?.[1]?.toLowerCase();
  if (!name) {
    reader.text('<');
    return open + 1;
  }
  const close = endOfTag(html, open);
  if (next === '/') {
    reader.closeTag(name);
    return close;
  }
  if (rawElements.has(name)) return readRaw(html, name, close, reader.found);
  reader.openTag(name, html.slice(open, close));
  return close;
}

/** A comment that never ends: browsers take the rest as comment; we go on behind its next tag, so that nothing hides there. */
const skipBroken = (html: string, open: number): number => {
  const close = html.indexOf('>', open);
  return close < 0 ? html.length : close + 1;
};

/** Tags are cut at `>`; one inside a quoted value is stepped over where the quote closes soon. */
function endOfTag(html: string, open: number): number {
  let close = html.indexOf('>', open);
  if (close < 0) return html.length;
  const tag = html.slice(open, close);
  const quotes = tag.length < 4000 ? (tag.match(/"/g)?.length ?? 0) : 0;
  if (quotes % 2 === 1) {
    const quote = html.indexOf('"', close);
    const after = quote < 0 || quote - close > 2000 ? -1 : html.indexOf('>', quote);
    if (after > 0) close = after;
  }
  return close + 1;
}

function readRaw(html: string, name: string, from: number, found: Html): number {
  const end = findEnd(html, name, from);
  const content = html.slice(from, end < 0 ? undefined : end);
  if (name === 'script') found.scripts++;
  if (name === 'title') found.title = decodeEntities(content.slice(0, 300)).trim();
  if (name === 'style') found.mediaQueries ||= content.includes('@media');
  if (end < 0) return html.length;
  const close = html.indexOf('>', end);
  return close < 0 ? html.length : close + 1;
}

const endTags = new Map([...rawElements].map((name) => [name, new RegExp(`</${name}`, 'gi')]));

function findEnd(html: string, name: string, from: number): number {
  const pattern = endTags.get(name);
  if (!pattern) return -1;
  pattern.lastIndex = from;
  return pattern.exec(html)?.index ?? -1;
}
