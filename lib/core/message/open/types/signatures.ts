/** First bytes that settle a type: a table of our own, because asking libmagic costs a hundred times more. */
import type { TypeClass } from '../opened.ts';
import type { NamedType } from './extensions.ts';

interface Signature extends NamedType {
  offset: number;
  /** -1 stands for any byte. */
  bytes: number[];
}

const byFirstByte: Signature[][] = Array.from({ length: 256 }, () => []);
const elsewhere: Signature[] = [];

/** `pattern`: hexadecimal, `..` for any byte; several, separated by a space. */
function put(typeClass: TypeClass, type: string, patterns: string, offset = 0): void {
  for (const pattern of patterns.split(' ')) {
    const bytes = (pattern.match(/../g) ?? []).map((pair) => (pair === '..' ? -1 : Number.parseInt(pair, 16)));
    const signature = { type, class: typeClass, offset, bytes };
    (offset === 0 ? (byFirstByte[bytes[0] ?? 0] ?? elsewhere) : elsewhere).push(signature);
  }
}

put('executable', 'application/x-dosexec', '4d5a');
put('executable', 'application/x-elf', '7f454c46');
put('executable', 'application/x-mach-binary', 'feedface feedfacf cefaedfe cffaedfe');
// Java class and fat Mach-O share a beginning: behind it stands a version of 45 and more, or a count of a few architectures.
put(
  'executable',
  'application/x-mach-binary',
  'cafebabe00000001 cafebabe00000002 cafebabe00000003 cafebabe00000004 cafebabf',
);
put('executable', 'application/java-vm', 'cafebabe');
put('executable', 'application/x-dex', '6465780a');
put('executable', 'application/wasm', '0061736d');
put('executable', 'application/x-shockwave-flash', '435753 465753 5a5753');
put('executable', 'application/vnd.ms-htmlhelp', '49545346');
put('executable', 'application/x-rpm', 'edabeedb');
put('executable', 'application/vnd.debian.binary-package', '213c617263683e0a64656269616e2d62696e617279');
put('executable', 'application/x-xpinstall', '43723234');
put('shortcut', 'application/x-ms-shortcut', '4c0000000114020000000000c000000000000046');
put('script', 'text/vbscript', '23407e5e');
put('script', 'application/x-applescript', '4661736455415320');

put('archive', 'application/zip', '504b0304 504b0506 504b0708 504b3030504b0304');
put('archive', 'application/vnd.rar', '526172211a07');
put('archive', 'application/x-7z-compressed', '377abcaf271c');
put('archive', 'application/gzip', '1f8b08');
put('archive', 'application/x-bzip2', '425a68..314159265359 425a68..177245385090');
put('archive', 'application/x-xz', 'fd377a585a00');
put('archive', 'application/zstd', '28b52ffd');
put('archive', 'application/x-lz4', '04224d18 02214c18');
put('archive', 'application/x-lzip', '4c5a4950');
put('archive', 'application/x-lzma', '5d0000..00');
put('archive', 'application/x-lzop', '894c5a4f000d0a1a');
put('archive', 'application/x-compress', '1f9d 1fa0');
put('archive', 'application/vnd.ms-cab-compressed', '4d53434600000000 49536328');
put('archive', 'application/x-archive', '213c617263683e0a');
put('archive', 'application/x-cpio', '303730373031 303730373032 303730373037 c771 71c7');
put('archive', 'application/x-arj', '60ea');
put('archive', 'application/x-lzh-compressed', '2d6c68..2d 2d6c7a..2d', 2);
put('archive', 'application/x-ace-compressed', '2a2a4143452a2a', 7);
put('archive', 'application/x-xar', '78617221');
put('archive', 'application/x-zoo', 'dca7c4fd', 20);
put('archive', 'application/x-alz-compressed', '414c5a01 45474741');
put('archive', 'application/x-stuffit', '53495421 5374756666497420');
put('archive', 'application/x-tar', '7573746172', 257);

put('disk-image', 'application/x-iso9660-image', '4344303031', 32_769);
// A sector of 2,352 bytes has 16 in front of its content.
put('disk-image', 'application/x-cd-image', '4344303031', 37_649);
put('disk-image', 'application/x-raw-disk-image', '55aa', 510);
put('disk-image', 'application/x-udf', '4245413031', 32_769);
put('disk-image', 'application/x-vhd', '636f6e6563746978 7668647866696c65');
put('disk-image', 'application/x-vmdk', '4b444d56 23204469736b2044657363726970746f72');
put('disk-image', 'application/x-qemu-disk', '514649fb');
put('disk-image', 'application/x-ms-wim', '4d5357494d000000');
put('disk-image', 'application/vnd.squashfs', '68737173');

put('document', 'application/x-ole-storage', 'd0cf11e0a1b11ae1');
put('document', 'application/pdf', '255044462d');
put('document', 'application/rtf', '7b5c7274');
put('document', 'application/onenote', 'e4525c7b8cd8a74daeb15378d02996d3');
put('document', 'application/postscript', '25215053');
put('document', 'application/x-sylk', '49443b50');
put(
  'macro-document',
  'application/vnd.ms-access',
  '000100005374616e64617264204a6574204442 000100005374616e6461726420414345204442',
);
put('message', 'application/vnd.ms-tnef', '789f3e22');
put('message', 'application/vnd.ms-outlook', '2142444e');

put('image', 'image/jpeg', 'ffd8ff');
put('image', 'image/png', '89504e470d0a1a0a');
put('image', 'image/gif', '474946383761 474946383961');
put('image', 'image/bmp', '424d........00000000');
put('image', 'image/tiff', '49492a00 4d4d002a');
put('image', 'image/webp', '52494646........57454250');
put('image', 'image/vnd.microsoft.icon', '00000100 00000200');
put('image', 'image/heic', '6674797068656963 667479706d696631 6674797061766966', 4);
put('image', 'image/vnd.adobe.photoshop', '38425053');
put('image', 'image/emf', '01000000....0000');
put('image', 'image/wmf', 'd7cdc69a');
put('image', 'image/jp2', '0000000c6a5020200d0a870a');
put('audio', 'audio/mpeg', '494433 fffb fff3 fff2');
put('audio', 'audio/wav', '52494646........57415645');
put('audio', 'audio/ogg', '4f676753');
put('audio', 'audio/flac', '664c6143');
put('audio', 'audio/midi', '4d546864');
put('audio', 'audio/amr', '2321414d52');
put('video', 'video/mp4', '66747970', 4);
put('video', 'video/x-msvideo', '52494646........41564920');
put('video', 'video/webm', '1a45dfa3');
put('video', 'video/mpeg', '000001ba 000001b3');
put('video', 'video/x-ms-asf', '3026b2758e66cf11');
put('video', 'video/x-flv', '464c5601');
put('font', 'font/woff', '774f4646 774f4632');
put('font', 'font/ttf', '0001000000 4f54544f00 74746366');
put('signature', 'application/pgp-keys', '9901');

/** The first match of the table. In a text, a few letters at the beginning prove nothing: `CWS` is a word there. */
export function signatureOf(bytes: Uint8Array, isText: boolean): NamedType | undefined {
  const first = bytes[0];
  if (first === undefined) return undefined;
  const fits = (signature: Signature) => matches(bytes, signature) && !(isText && isWord(signature));
  return byFirstByte[first]?.find(fits) ?? elsewhere.find(fits);
}

function matches(bytes: Uint8Array, signature: Signature): boolean {
  if (bytes.length < signature.offset + signature.bytes.length) return false;
  return signature.bytes.every((byte, i) => byte < 0 || byte === bytes[signature.offset + i]);
}

const shortWord = /^[0-9a-z]{1,4}$/i;

function isWord(signature: Signature): boolean {
  return shortWord.test(String.fromCharCode(...signature.bytes));
}
