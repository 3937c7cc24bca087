/** Rich Text Format: Word runs what is embedded in it as if it were a document of its own format. */
import { Buffer } from 'node:buffer';

import { compoundMagic } from '../../../../message/open/archives/compound/compound.ts';
import type { Finding } from '../../../../findings/finding.ts';
import { fact } from '../codes.ts';
import { fieldFacts } from '../office/fields.ts';
import { oleFacts } from '../office/ole.ts';
import { equationClass, equationFacts, packageFacts } from '../office/package.ts';
import { readRtf, type RtfObject } from './reader.ts';

export function rtfFacts(file: Buffer): Finding[] {
  const { objects, template, fields } = readRtf(file);
  return [
    ...objects.flatMap(objectFacts),
    ...(objects.some(({ odd }) => odd) ? [fact('RTF_OBFUSCATED')] : []),
    ...(/^(?:https?|ftp|mhtml):/i.test(template) ? [fact('DOCUMENT_REMOTE_TEMPLATE', template)] : []),
    ...(/^(?:file:|\\\\)/i.test(template) ? [fact('DOCUMENT_EXTERNAL_FILE', template)] : []),
    ...fieldFacts(fields),
  ];
}

function objectFacts(object: RtfObject): Finding[] {
  const { className, native } = readOle1(object);
  const compound = object.data.indexOf(compoundMagic);
  return [
    ...equations(object, className, native),
    ...links(object),
    ...(/^package$/i.test(className) ? packageFacts(native, 2) : []),
    ...(compound >= 0 ? oleFacts(object.data.subarray(compound)) : []),
  ];
}

const longestClassName = 255;

/** OLE 1 ([MS-OLEDS] section 2.2): version, format, three strings with their lengths, then the data with its length. */
function readOle1({ data, className }: RtfObject): { className: string; native: Buffer } {
  const length = data.length >= 12 ? data.readUInt32LE(8) : 0;
  if (length === 0 || length > longestClassName || 12 + length > data.length) return { className, native: data };
  let at = 12 + length;
  for (let i = 0; i < 2 && at + 4 <= data.length; i++) at += 4 + data.readUInt32LE(at);
  return {
    className: data.toString('latin1', 12, 12 + length).replace(/\0[\s\S]*$/, ''),
    native: at + 4 <= data.length ? data.subarray(at + 4) : Buffer.alloc(0),
  };
}

/** A formula whose class or data is written so as to be missed is not a formula. */
function equations({ data, odd }: RtfObject, className: string, native: Buffer): Finding[] {
  const byName = /^equation\.[23]$/i.test(className);
  const byClass = data.includes(equationClass);
  if (!byName && !byClass) return [];
  const disguised = odd || (byName && !className.startsWith('Equation.'));
  if (disguised) return [fact('DOCUMENT_EXPLOIT_EQUATION', `written as ${className.slice(0, 40)}`)];
  return byName && !data.includes(compoundMagic) ? equationFacts(native) : [fact('DOCUMENT_EQUATION_OBJECT')];
}

/** CLSID_StdURLMoniker, {79EAC9E0-BAF9-11CE-8C82-00AA004BA90B}, and an address behind it. */
const urlMoniker = Buffer.from('e0c9ea79f9bace118c8200aa004ba90b', 'hex');
const http = Buffer.from('http', 'utf16le');

function links({ data, updates }: RtfObject): Finding[] {
  const moniker = data.indexOf(urlMoniker);
  const at = moniker < 0 ? -1 : data.indexOf(http, moniker);
  if (at < 0) return [];
  const url = /^[^\0]{0,180}/.exec(data.toString('utf16le', at, at + 360))?.[0] ?? '';
  return [fact(updates ? 'DOCUMENT_EXPLOIT_LINK' : 'DOCUMENT_REMOTE_OBJECT', url)];
}
