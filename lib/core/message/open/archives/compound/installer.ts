/** Files in a Windows installer (MSI): its binaries and cabinets are streams beside the tables of its database. */
import type { CompoundEntry } from './directory.ts';
import type { Finder } from './finder.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._';
const TABLE = 0x4840;

export const installerFiles: Finder = function* (compound) {
  const root = compound.entries.filter((entry) => entry.parent?.kind === 'root' && entry.kind === 'stream');
  if (!root.some(isTable)) return;
  for (const entry of root) {
    // Names that begin with a control character are property sets, summary information and signatures.
    if (isTable(entry) || entry.size === 0 || entry.name.charCodeAt(0) < 32) continue;
    const bytes = compound.read(entry);
    yield { names: [unpackName(entry.name)], bytes, whole: bytes.length === entry.size };
  }
};

function isTable(entry: CompoundEntry): boolean {
  return entry.name.charCodeAt(0) === TABLE;
}

/** Two characters of 64 in one from 0x3800, the last alone from 0x4800. */
function unpackName(name: string): string {
  return Array.from(name, (character) => {
    const code = character.charCodeAt(0);
    if (code >= 0x4800 && code < TABLE) return alphabet.charAt(code - 0x4800);
    if (code < 0x3800 || code >= 0x4800) return character;
    return alphabet.charAt((code - 0x3800) & 0x3f) + alphabet.charAt(((code - 0x3800) >> 6) & 0x3f);
  }).join('');
}
