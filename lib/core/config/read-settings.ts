/** The settings file, from YAML to Settings, or to sentences that say what is wrong with it. */
import { pathText, shown, type Found, type Read } from './problem.ts';
import { readDocument } from './read.ts';
import { Settings } from './settings.ts';

/** `exists` says whether a file that the settings name is there; paths are relative to the data directory. */
export function readSettings(text: string, file: string, exists: (path: string) => boolean): Read<Settings> {
  return readDocument(text, file, {
    schema: Settings,
    check: (settings) => [...checkListeners(settings), ...checkFiles(settings, exists)],
    empty: {},
  });
}

/** Port 0 asks the system for a free one. */
function checkListeners(settings: Settings): Found[] {
  const taken = new Map<string, string>();
  return (['smtp', 'pop3', 'extranet'] as const).flatMap((server) => {
    const { host, port } = settings[server].listen;
    const address = `${host}:${port}`;
    const other = taken.get(address);
    if (port !== 0 && other === undefined) taken.set(address, server);
    if (other === undefined) return [];
    const path = [server, 'listen'];
    return [
      { path, message: `${pathText(path)} is ${shown(address)}, where ${other} listens already: write another port.` },
    ];
  });
}

function checkFiles({ smtp, clamav, yara }: Settings, exists: (path: string) => boolean): Found[] {
  const named: { path: string[]; value: string | undefined }[] = [
    { path: ['smtp', 'tls', 'certificate'], value: smtp.tls?.certificate },
    { path: ['smtp', 'tls', 'key'], value: smtp.tls?.key },
    {
      path: ['clamav', 'signatures'],
      value: typeof clamav === 'object' && 'signatures' in clamav ? clamav.signatures : undefined,
    },
    { path: ['yara', 'rules'], value: typeof yara === 'object' && 'rules' in yara ? yara.rules : undefined },
  ];
  return named.flatMap(({ path, value }) => {
    if (value === undefined || exists(value)) return [];
    const advice =
      path[0] === 'smtp'
        ? 'write the path of a PEM file, or take tls out to have a certificate made'
        : 'write the path of a folder';
    return [{ path, message: `${pathText(path)} is ${shown(value)}, which is not there: ${advice}.` }];
  });
}
