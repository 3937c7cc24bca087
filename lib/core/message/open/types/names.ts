/** Which extensions the systems that save a file could see in its name. */

/** Bidi and zero-width characters change what is shown, not what is run: `invoice\u202efdp.exe` shows as `invoiceexe.pdf`. */
const invisible = /[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
/** NFKC leaves these; they pass for a dot. */
const dots = /[\u3002\u30fb\u2022\u2219\u22c5\u00b7\ua4f8\u0701\u0702]/g;
const maxExtension = 40;
/** Longer names are cut from the front: the end decides. */
const maxName = 1024;
const maxReadings = 16;

/** The name as file systems come to see it: compatibility forms folded, no folders, nothing invisible. */
export function plainName(name: string): string {
  const folded = name.slice(-maxName).normalize('NFKC').replace(invisible, '').replace(dots, '.');
  return folded.slice(Math.max(folded.lastIndexOf('/'), folded.lastIndexOf('\\')) + 1);
}

/**
 * The last extension in every reading of a name, lower case. Windows drops trailing dots and spaces, saves `a.exe:x` as a.exe with a
 * stream, and C programs stop at a NUL; mail programs differ about quotes at the end.
 */
export function extensionsOf(name: string): string[] {
  const readings = plainName(name).split(/[:\u0000]/, maxReadings);
  const found = readings.map(lastExtension).filter((extension) => extension !== undefined);
  return [...new Set(found)];
}

/** Every piece behind a dot but the last: `invoice.pdf.exe` has `pdf`. */
export function innerExtensions(name: string): string[] {
  return trimmed(plainName(name))
    .toLowerCase()
    .split('.')
    .slice(1, -1)
    .map((piece) => piece.trim())
    .slice(-maxReadings);
}

function lastExtension(reading: string): string | undefined {
  const name = trimmed(reading);
  const dot = name.lastIndexOf('.');
  const extension = name
    .slice(dot + 1)
    .trim()
    .toLowerCase();
  return dot >= 0 && extension !== '' && extension.length <= maxExtension ? extension : undefined;
}

const dropped = new Set(['.', ' ', '"', "'", ';', '\t', '\r', '\n', '\u00a0']);

function trimmed(name: string): string {
  let end = name.length;
  while (end > 0 && dropped.has(name[end - 1] ?? '')) end--;
  return name.slice(0, end);
}

/** These turn Latin letters round. */
const override = /[\u202d\u202e]/;
/** These set a stretch from right to left: programs put them around Hebrew and Arabic names, and nobody honest around others. */
const rightToLeft = /[\u202b\u2067]/;
const rightToLeftLetter = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Whether a name is shown otherwise than it is. Marks, and embeddings from left to right, change nothing that would deceive. */
export function isTurned(name: string): boolean {
  return override.test(name) || (rightToLeft.test(name) && !rightToLeftLetter.test(name));
}
