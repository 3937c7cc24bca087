/** The attachments of an Outlook message ([MS-OXMSG] section 2.2.2), those of messages within it too. */
import type { Compound } from './compound.ts';
import type { CompoundEntry } from './directory.ts';
import type { Finder } from './finder.ts';

const attachment = /^__attach_version1\.0_#[0-9a-f]{8}$/i;
const content = '__substg1.0_37010102';
/** Long file name, short file name, display name; Unicode (001F) and 8-bit (001E). */
const nameTags = ['3707', '3704', '3001'];

export const attachments: Finder = function* (compound) {
  for (const { name, children } of compound.entries) {
    if (!attachment.test(name)) continue;
    const data = children.find((stream) => stream.name === content);
    if (!data || data.size === 0) continue;
    const bytes = compound.read(data);
    yield { names: namesOf(children, compound), bytes, whole: bytes.length === data.size };
  }
};

function namesOf(streams: readonly CompoundEntry[], compound: Compound): string[] {
  const names = nameTags.flatMap((tag) =>
    streams.flatMap((stream) => {
      if (stream.name === `__substg1.0_${tag}001F`) return compound.read(stream).toString('utf16le');
      return stream.name === `__substg1.0_${tag}001E` ? compound.read(stream).toString('latin1') : [];
    }),
  );
  return [...new Set(names.map((name) => name.replace(/\0+$/, '')).filter((name) => name !== ''))];
}
