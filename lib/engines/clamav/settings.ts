/** The configuration files that we write for clamd and freshclam (clamd.conf(5), freshclam.conf(5)). */
import { streamMegabytes } from './client.ts';

export interface ClamdSettings {
  socket: string;
  signatures: string;
  temporary: string;
  threads: number;
  /** Besides the socket: for clients that are on another machine. */
  port?: { host: string; port: number } | undefined;
  /** Loads new signatures while it scans with the old ones. */
  reloadsBeside?: boolean | undefined;
}

/** Limits as in our own archive reader; what goes beyond them is reported, never passed (AlertExceedsMax, AlertEncrypted). */
export function clamdSettings({ socket, signatures, temporary, threads, port, reloadsBeside }: ClamdSettings): string {
  return lines([
    ['LocalSocket', socket],
    ['LocalSocketMode', '600'],
    ['FixStaleSocket', 'yes'],
    ...(port ? [setting('TCPAddr', port.host), setting('TCPSocket', String(port.port))] : []),
    ['Foreground', 'yes'],
    ['DatabaseDirectory', signatures],
    ['TemporaryDirectory', temporary],
    ['MaxThreads', String(threads)],
    // A worker's connection lives as long as the worker; clamd would close it after 30 s without a scan.
    ['IdleTimeout', '86400'],
    ['StreamMaxLength', `${streamMegabytes}M`],
    ['MaxScanSize', '200M'],
    ['MaxFileSize', '100M'],
    ['MaxFiles', '10000'],
    ['MaxRecursion', '50'],
    ['MaxScanTime', '20000'],
    ['AlertExceedsMax', 'yes'],
    ['AlertEncrypted', 'yes'],
    ['AlertEncryptedArchive', 'yes'],
    ['AlertEncryptedDoc', 'yes'],
    // Its guesses about links call many honest newsletters phishing, which send through a counting host.
    ['PhishingScanURLs', 'no'],
    // Two sets in memory at once need twice the gigabyte; without, mail waits for half a minute.
    ['ConcurrentDatabaseReload', reloadsBeside === true ? 'yes' : 'no'],
    // Signatures that we bring are loaded at once; this is for those that somebody else keeps.
    ['SelfCheck', '3600'],
  ]);
}

export interface FreshclamSettings {
  signatures: string;
  /** The user that freshclam becomes when it starts as root. */
  owner: string;
  /** Instead of ClamAV's own servers: a mirror inside the organisation. */
  mirror?: string | undefined;
  /** Keeps packed what it puts together from updates: for signatures that are carried about. */
  compress?: boolean | undefined;
}

export function freshclamSettings({ signatures, owner, mirror, compress }: FreshclamSettings): string {
  return lines([
    ['DatabaseDirectory', signatures],
    ['DatabaseOwner', owner],
    mirror === undefined ? ['DatabaseMirror', 'database.clamav.net'] : ['PrivateMirror', mirror],
    ['ConnectTimeout', '20'],
    ['ReceiveTimeout', '300'],
    ['MaxAttempts', '1'],
    ...(compress === true ? [setting('CompressLocalDatabase', 'yes')] : []),
  ]);
}

function setting(name: string, value: string): [string, string] {
  return [name, value];
}

/** Values may hold spaces: the rest of the line is the value; a line end would begin another setting. */
function lines(settings: [name: string, value: string][]): string {
  for (const [name, value] of settings) {
    if (/[\r\n\0]/.test(value))
      throw new Error(`${name}: a path with a line end cannot be written into ClamAV's settings`);
  }
  return settings.map(([name, value]) => `${name} ${value}\n`).join('');
}
