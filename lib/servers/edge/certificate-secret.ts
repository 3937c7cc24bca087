/** What the secret of the certificate holds: JSON {certificate, key}, both PEM. No word of it ever goes into an error: a key could be in it. */
import { X509Certificate } from 'node:crypto';

import * as z from 'zod';

import type { Certificate } from '../self-signed.ts';
import { secureContextOf } from '../tls.ts';

const Secret = z.object({ certificate: z.string().min(1), key: z.string().min(1) });

export type CertificateSecret = { certificate: Certificate } | { unusable: string };

export function readCertificateSecret(text: string, now: number): CertificateSecret {
  const secret = Secret.safeParse(parsed(text));
  if (!secret.success) return { unusable: 'the secret is not JSON of the form {"certificate": "...", "key": "..."}' };
  const certificate = { cert: secret.data.certificate, key: secret.data.key };
  const unusable = flaw(certificate, now);
  return unusable === undefined ? { certificate } : { unusable };
}

/** The parser's own message would quote the text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function flaw(certificate: Certificate, now: number): string | undefined {
  try {
    secureContextOf(certificate);
    const { validFromDate, validToDate } = new X509Certificate(certificate.cert);
    if (validToDate.getTime() <= now) return `it ended on ${validToDate.toISOString()}`;
    return validFromDate.getTime() > now ? `it begins on ${validFromDate.toISOString()} only` : undefined;
  } catch (error) {
    // OpenSSL names its reason and quotes nothing.
    return `it is no certificate and its key (${error instanceof Error && 'code' in error ? String(error.code) : 'not PEM'})`;
  }
}
