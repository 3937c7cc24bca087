/** Three identifiers of a part's type, by name, by magic and by structure; what they say is a set, and disagreement is evidence. */
import type { PartType, TypeClass } from '../opened.ts';
import { extensionsOf } from './names.ts';
import { typeOfExtension, type NamedType } from './extensions.ts';
import { signatureOf } from './signatures.ts';
import { structureOf } from './structure.ts';
import { looksLikeText } from './text.ts';

export interface TypeTools {
  /** libmagic: asked only where our own table and the text test settle nothing, as it costs a hundred times more. */
  magic?: (bytes: Uint8Array) => string | undefined;
}

export type Identify = (names: readonly string[], bytes: Uint8Array) => PartType[];

export function createIdentifier(tools: TypeTools = {}): Identify {
  return (names, bytes) => {
    const byName = names
      .flatMap(extensionsOf)
      .map(typeOfExtension)
      .filter((type) => type !== undefined);
    const byStructure = structureOf(bytes);
    const byMagic = refined(magicOf(bytes, tools), byStructure);
    return unique([...as('name', byName), ...as('magic', byMagic), ...as('structure', byStructure)]);
  };
}

function magicOf(bytes: Uint8Array, tools: TypeTools): NamedType | undefined {
  if (bytes.length === 0) return undefined;
  const isText = looksLikeText(bytes);
  const own = signatureOf(bytes, isText);
  if (own) return own;
  if (isText) return { type: 'text/plain', class: 'text' };
  const type = tools.magic?.(bytes);
  return type === undefined || saysNothing.has(type) ? undefined : { type, class: classOf(type) };
}

/** Programs with a header are in our own table; libmagic takes one file of random bytes in a hundred for a program of DOS. */
const saysNothing = new Set(['application/octet-stream', 'application/x-dosexec']);

const generalTypes = new Set(['application/zip', 'application/x-ole-storage', 'application/x-dosexec']);

/** A document is not an archive because it is packed as one: the general type gives way to what was found inside. */
function refined(magic: NamedType | undefined, structure: readonly NamedType[]): NamedType[] {
  if (magic === undefined) return [];
  const general = magic.class === 'text' || generalTypes.has(magic.type);
  return general && structure.length > 0 ? structure.slice(0, 1) : [magic];
}

const classesOfLibmagic: [type: RegExp, is: TypeClass][] = [
  [
    /^application\/(?:x-mach-binary|x-(?:pie-)?executable|x-sharedlib|x-object|vnd\.microsoft\.portable-executable|java-archive|x-java-applet)$/,
    'executable',
  ],
  [/^text\/x-(?:shellscript|perl|python|php|ruby|lua|tcl|msdos-batch)|^application\/javascript$/, 'script'],
  [/^image\//, 'image'],
  [/^audio\//, 'audio'],
  [/^video\//, 'video'],
  [/^font\/|^application\/(?:vnd\.ms-opentype|x-font)/, 'font'],
  [/^text\/html$/, 'html'],
  [/^text\//, 'text'],
  [/^message\//, 'message'],
  [
    /^application\/(?:zip|x-archive|x-bzip2|gzip|x-(?:gzip|7z-compressed|rar|tar|xz|cpio|lzma|lz4|lzip|zstd|arj|arc|compress|stuffit|freeze))$/,
    'archive',
  ],
  [/^application\/(?:pdf|msword|postscript|rtf)$|officedocument|opendocument|^application\/vnd\.ms-/, 'document'],
];

function classOf(type: string): TypeClass {
  return classesOfLibmagic.find(([pattern]) => pattern.test(type))?.[1] ?? 'unknown';
}

function as(by: PartType['by'], types: readonly NamedType[]): PartType[] {
  return types.map((type) => ({ by, type: type.type, class: type.class }));
}

function unique(types: readonly PartType[]): PartType[] {
  return [...new Map(types.map((type) => [`${type.by} ${type.type} ${type.class}`, type])).values()];
}
