/** Text for an unstructured header field: as it is where it is printable ASCII, else in RFC 2047 encoded words. */

/** RFC 2047 section 2: an encoded word is at most 75 characters; 45 bytes of UTF-8 make 60 of base64. */
const bytesPerWord = 45;

export function encodeText(text: string): string {
  const line = text.replace(/[\r\n]+/g, ' ');
  if (/^[\x20-\x7e\t]*$/.test(line) && !line.includes('=?')) return line;
  const words: string[] = [];
  let current = '';
  for (const character of line) {
    if (Buffer.byteLength(current + character) > bytesPerWord) {
      words.push(current);
      current = '';
    }
    current += character;
  }
  return [...words, current].map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}
