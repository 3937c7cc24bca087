/** Writes compound files for tests with the library cfb: another implementation than the one that reads them here. */
import CFB from 'cfb';

/** Streams by their paths, and the classes of storages by theirs (32 hexadecimal digits). */
export function compound(
  streams: Readonly<Record<string, Uint8Array | string>>,
  clsids: Readonly<Record<string, string>> = {},
): Buffer {
  const file = CFB.utils.cfb_new();
  for (const [path, content] of Object.entries(streams)) CFB.utils.cfb_add(file, `/${path}`, Buffer.from(content));
  for (const [path, clsid] of Object.entries(clsids)) {
    const entry = file.FileIndex[file.FullPaths.findIndex((each) => each.replace(/^Root Entry\//, '') === `${path}/`)];
    if (entry) entry.clsid = clsid;
  }
  const written: unknown = CFB.write(file, { type: 'buffer' });
  return Buffer.from(written as Uint8Array);
}
