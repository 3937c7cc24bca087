/** Everything that opening and analysing a message needs on one machine: loaded once for a thread, from settings that can cross to it. */
import { openLessons } from '#adapters/embedded/lessons.ts';
import { createClamavExaminer } from '#core/analyse/antivirus/clamav/examiner.ts';
import { createYaraExaminer } from '#core/analyse/antivirus/yara/examiner.ts';
import type { Examiner } from '#core/analyse/examiner.ts';
import type { Settings } from '#core/config/settings.ts';
import type { ScanTools } from '#core/scan.ts';
import { connectClamav } from '#engines/clamav/client.ts';
import type { ClamdAddress } from '#engines/clamav/session.ts';
import { contentExaminers, openTools } from '#engines/examiners.ts';
import { loadYara } from '#engines/yara/engine.ts';

export interface ToolkitSettings {
  /** What we call ourselves. */
  hostname: string;
  /** Absent: ClamAV is off. */
  clamd?: ClamdAddress | undefined;
  /** Absent: YARA is off. */
  yara?: { rules?: string | undefined } | undefined;
  dnsServers?: string[] | undefined;
  /** The database with the installation's own lessons; absent: the shipped model alone. */
  lessons?: string | undefined;
}

export function toolkitSettings(
  settings: Settings,
  clamd: ClamdAddress | undefined,
  lessons: string | undefined,
): ToolkitSettings {
  const { hostname, dns, yara } = settings;
  return { hostname, clamd, yara: yaraSettings(yara), dnsServers: dns.servers, lessons };
}

function yaraSettings(yara: Settings['yara']): ToolkitSettings['yara'] {
  if (yara === 'on') return {};
  return yara === 'off' || 'off' in yara ? undefined : yara;
}

const clock = Date.now;

export async function createToolkit(settings: ToolkitSettings): Promise<ScanTools> {
  return { clock, open: await openTools(clock), examiners: examiners(settings) };
}

function examiners({ hostname, clamd, yara, dnsServers, lessons }: ToolkitSettings): Examiner[] {
  const taught = lessons === undefined ? undefined : openLessons(lessons, { readOnly: true });
  return [
    ...(clamd ? [createClamavExaminer(connectClamav(clamd), clock)] : []),
    ...(yara ? yaraExaminer(yara.rules) : []),
    ...contentExaminers({ hostname, clock, dnsServers, lessons: taught }),
  ];
}

/** None where YARA-X cannot run: `startEngines` says so. */
function yaraExaminer(rules: string | undefined): Examiner[] {
  const engine = loadYara({ rules });
  return 'absent' in engine ? [] : [createYaraExaminer(engine)];
}
