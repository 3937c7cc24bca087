/** The servers' certificate, looked at again and again where it is kept, so that a new one is used without a restart. */
import { createHash, X509Certificate } from 'node:crypto';

import type { Clock } from '#core/ports/clock.ts';

import { type Certificate, selfSigned } from '../self-signed.ts';
import type { Diary } from './diary.ts';
import { readCertificateSecret } from './certificate-secret.ts';

export interface CertificateKeeperOptions {
  /** The secret's text; undefined when there is none yet. */
  read: () => Promise<string | undefined>;
  hostname: string;
  clock: Clock;
  diary: Diary;
  /** Milliseconds between two looks. */
  interval: number;
}

const year = 365 * 24 * 60 * 60_000;

export class CertificateKeeper {
  readonly #options: CertificateKeeperOptions;
  readonly #users: ((certificate: Certificate) => void)[] = [];
  #current: Certificate | undefined;
  /** Of the text that was looked at last, good or not: what is known is not said again. */
  #seen: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: CertificateKeeperOptions) {
    this.#options = options;
  }

  /** With the secret's certificate, or, so that there is TLS at all, with one that we sign ourselves. */
  async start(): Promise<void> {
    await this.look();
    this.#current ??= this.#signOurselves();
    this.#timer = setInterval(() => void this.look(), this.#options.interval).unref();
  }

  /** Once it has started. */
  get current(): Certificate {
    if (this.#current === undefined) throw new Error('there is no certificate before the start');
    return this.#current;
  }

  /** `renew` is given every certificate from now on. */
  onRenewal(renew: (certificate: Certificate) => void): void {
    this.#users.push(renew);
  }

  /** Does not reject: whatever is wrong with the new one, the one in use stays. */
  async look(): Promise<void> {
    const { read, diary } = this.#options;
    try {
      const text = await read();
      if (text === undefined || digest(text) === this.#seen) return;
      this.#seen = digest(text);
      this.#use(text);
    } catch (error) {
      diary.error('The secret of the certificate could not be read', { error });
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #use(text: string): void {
    const { clock, hostname, diary } = this.#options;
    const found = readCertificateSecret(text, clock());
    if ('unusable' in found) {
      diary.error('The certificate in the secret cannot be used: the one in use stays', { reason: found.unusable });
      return;
    }
    const { fingerprint256: fingerprint, validTo } = new X509Certificate(found.certificate.cert);
    diary.info('The certificate of the secret is in use from the next handshake on', { fingerprint, validTo });
    if (new X509Certificate(found.certificate.cert).checkHost(hostname) === undefined)
      diary.warn('The certificate does not name this server', { hostname });
    this.#current = found.certificate;
    for (const renew of this.#users) renew(found.certificate);
  }

  #signOurselves(): Certificate {
    const { clock, hostname, diary } = this.#options;
    diary.warn('There is no certificate that can be used: one that we signed ourselves is in use until there is', {
      hostname,
    });
    return selfSigned(hostname, new Date(clock()), new Date(clock() + year));
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
