/** The certificate of the servers: the one that the settings name, or our own, self-signed on the first start. */
import { join, resolve } from 'node:path';

import type { Settings } from '#core/config/settings.ts';
import type { Certificate } from '#servers/self-signed.ts';
import { ensureCertificate, readCertificate } from '#servers/tls.ts';

export async function certificateOf(settings: Settings, dataDir: string): Promise<Certificate> {
  const { tls } = settings.smtp;
  const given = tls && (await readCertificate(resolve(dataDir, tls.certificate), resolve(dataDir, tls.key)));
  return given ?? ensureCertificate(join(dataDir, 'tls'), settings.hostname);
}
