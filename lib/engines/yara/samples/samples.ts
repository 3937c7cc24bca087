/** For tests: contents that the rules must match, and honest ones close to them that no rule may match. All are inert pieces, of our own writing. */

export type Content = string | Buffer;

export interface Samples {
  /** By rule name. */
  rules: Record<string, Content[]>;
  /** By what they are. */
  honest: Record<string, Content>;
}

/** Something that begins like an OLE compound file; strings in UTF-16 where `wide`. */
export function ole(...contents: (string | { wide: string } | Buffer)[]): Buffer {
  const chunks = contents.map((content) => {
    if (Buffer.isBuffer(content)) return content;
    return typeof content === 'string' ? Buffer.from(content, 'latin1') : Buffer.from(content.wide, 'utf16le');
  });
  return Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(504),
    ...chunks.flatMap((chunk) => [chunk, Buffer.alloc(8)]),
  ]);
}

export const base64 = (length: number) => 'QUJD'.repeat(Math.ceil(length / 4));
