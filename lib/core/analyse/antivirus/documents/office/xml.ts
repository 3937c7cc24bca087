/** As much XML as the telling parts of office documents need: tags and their attributes, in linear time. */
import { Buffer } from 'node:buffer';

/** XML is UTF-8, or UTF-16 with a byte order mark (XML 1.0 section 4.3.3). */
export function textOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)))
      .swap16()
      .toString('utf16le');
  }
  return bytes.toString('utf8');
}

const maxTag = 8192;

/** The start tags of this local name, whatever their prefix. */
export function elements(xml: string, name: string): string[] {
  const found: string[] = [];
  for (let at = xml.indexOf(name), end = 0; at >= 0; at = xml.indexOf(name, end)) {
    end = at + name.length;
    const before = xml[at - 1];
    const after = xml[at + name.length] ?? '';
    if ((before !== '<' && before !== ':') || !/[\s/>]/.test(after)) continue;
    const tag = xml.slice(at, at + maxTag);
    const close = tag.indexOf('>');
    found.push(close < 0 ? tag : tag.slice(0, close));
    end = at + (close < 0 ? tag.length : close);
  }
  return found;
}

/** The value of an attribute of this local name, entities decoded; empty where there is none. */
export function attribute(element: string, name: string): string {
  const match = new RegExp(String.raw`[\s:]${name}\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)')`).exec(element);
  return decodeEntities(match?.[1] ?? match?.[2] ?? '');
}

const named = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return named.get(String(name)) ?? whole;
    const code = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
