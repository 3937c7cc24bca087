/** The examiners with the engines that they need, in the groups that a host may run apart. A new one is its folder and a line here. */
import { createAttachmentsExaminer } from '#core/analyse/attachments/examiner.ts';
import { createAuthenticationExaminer } from '#core/analyse/authentication/examiner.ts';
import { createDocumentsExaminer } from '#core/analyse/antivirus/documents/examiner.ts';
import type { Examiner } from '#core/analyse/examiner.ts';
import { shippedModel } from '#core/analyse/spam/model/shipped.ts';
import { createSpamExaminer } from '#core/analyse/spam/spam.ts';
import { createWireExaminer } from '#core/analyse/wire/examiner.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Lessons } from '#core/ports/lessons.ts';
import { createResolver } from './dns/resolver.ts';

export { openTools } from './open-tools.ts';

export interface ContentOptions {
  /** What we call ourselves. */
  hostname: string;
  clock: Clock;
  dnsServers?: string[] | undefined;
  /** What this installation has been taught; absent: the shipped model alone. */
  lessons?: Lessons | undefined;
}

/** All that need no engine besides this process and DNS: documents, attachments, authentication, wire, and spam, which reads the others. */
export function contentExaminers({ hostname, clock, dnsServers, lessons }: ContentOptions): Examiner[] {
  const resolver = createResolver({ clock, ...(dnsServers && { servers: dnsServers }) });
  return [
    createDocumentsExaminer(),
    createAttachmentsExaminer(),
    createAuthenticationExaminer({ resolver, clock, hostname }),
    createWireExaminer({ resolver, hostname }),
    createSpamExaminer({ model: shippedModel(), ...(lessons !== undefined && { lessons }) }),
  ];
}
