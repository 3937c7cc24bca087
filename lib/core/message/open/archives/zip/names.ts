/** The names in a zip: bytes whose charset depends on a flag that few set and fewer obey (APPNOTE 6.3.10 section 4.4.4, bit 11, and appendix D). */
const upperCp437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 where the bytes are UTF-8, flag or no flag, as all of today's programs read it; else code page 437. */
export function decodeName(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return Array.from(bytes, (byte) => (byte < 128 ? String.fromCharCode(byte) : upperCp437[byte - 128])).join('');
  }
}

/** Info-ZIP's Unicode path (appendix D, extra field 0x7075): version, CRC of the other name, then the name that most programs show. */
export function unicodePath(extra: Buffer): string | undefined {
  const field = extraField(extra, 0x7075);
  return field !== undefined && field.length > 5 ? decodeName(field.subarray(5)) : undefined;
}

/** The data of one extra field (section 4.5.1), the first of its kind. */
export function extraField(extra: Buffer, id: number): Buffer | undefined {
  for (let at = 0; at + 4 <= extra.length;) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === id) return extra.subarray(at + 4, end);
    at = end;
  }
  return undefined;
}
