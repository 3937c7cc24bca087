/** Everything that opening and analysing a message needs on one machine: loaded once for a thread, from settings that can cross to it. */
import { openLessons } from '#adapters/embedded/lessons.ts';
import { loadArchiveTools } from '#adapters/embedded/wasm.ts';
import { createAttachmentsExaminer } from '#core/analyse/attachments/examiner.ts';
import { createAuthenticationExaminer } from '#core/analyse/authentication/examiner.ts';
import { createClamavExaminer } from '#core/analyse/antivirus/clamav/examiner.ts';
import { createDocumentsExaminer } from '#core/analyse/antivirus/documents/examiner.ts';
import { createYaraExaminer } from '#core/analyse/antivirus/yara/examiner.ts';
import type { Examiner } from '#core/analyse/examiner.ts';
import { shippedModel } from '#core/analyse/spam/model/shipped.ts';
import { createSpamExaminer } from '#core/analyse/spam/spam.ts';
import { createWireExaminer } from '#core/analyse/wire/examiner.ts';
import type { Settings } from '#core/config/settings.ts';
import { createExpander } from '#core/message/open/archives/expand.ts';
import { createIdentifier } from '#core/message/open/types/identify.ts';
import type { OpenTools } from '#core/message/open/tools.ts';
import type { ScanTools } from '#core/scan.ts';
import { connectClamav } from '#engines/clamav/client.ts';
import type { ClamdAddress } from '#engines/clamav/session.ts';
import { createResolver } from '#engines/dns/resolver.ts';
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
  return { clock, open: await openTools(), examiners: examiners(settings) };
}

let loaded: Promise<OpenTools> | undefined;

/** What opens a message, without what analyses it. */
export function openTools(): Promise<OpenTools> {
  return (loaded ??= loadArchiveTools().then((tools) => ({
    clock,
    identify: createIdentifier(tools),
    expand: createExpander(tools),
  })));
}

/** The list of examiners: a new one is its folder and a line here. */
function examiners({ hostname, clamd, yara, dnsServers, lessons }: ToolkitSettings): Examiner[] {
  const resolver = createResolver({ clock, ...(dnsServers && { servers: dnsServers }) });
  return [
    ...(clamd ? [createClamavExaminer(connectClamav(clamd), clock)] : []),
    ...(yara ? yaraExaminer(yara.rules) : []),
    createDocumentsExaminer(),
    createAttachmentsExaminer(),
    createAuthenticationExaminer({ resolver, clock, hostname }),
    createWireExaminer({ resolver, hostname }),
    createSpamExaminer({
      model: shippedModel(),
      ...(lessons !== undefined && { lessons: openLessons(lessons, { readOnly: true }) }),
    }),
  ];
}

/** None where YARA-X cannot run: `startEngines` says so. */
function yaraExaminer(rules: string | undefined): Examiner[] {
  const engine = loadYara({ rules });
  return 'absent' in engine ? [] : [createYaraExaminer(engine)];
}
