/**
 * The edge task whole: SMTP and POP3 over whatever keeps mail, rules and mailboxes, and the port that tells the load balancer. Started in
 * order; at the end it says so first, then lets messages that are coming in come to their end.
 */
import { Able } from './able.ts';
import { CertificateKeeper } from './certificate-keeper.ts';
import { Health } from './health.ts';
import type { EdgeParts } from './parts.ts';
import { untilDone } from './patience.ts';
import { Rejections } from './rejections.ts';
import { createServers } from './servers.ts';
import { watchStore } from './store-watch.ts';

export interface Edge {
  ports: { smtp: number; pop3: number };
  /** Looks for a new certificate now. */
  renew(): Promise<void>;
  /** Resolves when everybody has been served or cut. */
  drain(): Promise<void>;
}

const certificateInterval = 10 * 60_000;
/** For the last lines of the log. */
const logGrace = 3_000;

/** Resolves when clients are served. Rejects when a port is taken, and with the reason of `signal`. */
export async function startEdge(parts: EdgeParts, signal: AbortSignal): Promise<Edge> {
  const { settings, clock, diary } = parts;
  const health = new Health({ host: settings.host, port: settings.ports.health }, (error) =>
    diary.error('The health port', { error }),
  );
  const able = new Able((is, missing) => {
    if (is) diary.info('Able: the load balancer may send clients');
    else diary.warn('Not able: the load balancer is to send nobody', { missing });
    void health.tell(is);
  });
  const certificates = new CertificateKeeper({
    ...parts,
    read: parts.certificate,
    hostname: settings.hostname,
    interval: certificateInterval,
  });
  await certificates.start();
  able.set('certificate', true);
  const watch = watchStore({ probe: parts.probe, clock, diary, seen: (reachable) => able.set('store', reachable) });
  void watch.look();

  const unread = (error: unknown): void => diary.error('The rules cannot be read: nobody is served yet', { error });
  const { version } = await untilDone(() => parts.rules.current(), unread, signal);
  diary.info('The rules are read', { version });
  able.set('rules', true);

  const rejections = new Rejections(parts);
  const { smtp, pop3 } = createServers(parts, { certificate: certificates.current, reject: rejections.reject });
  certificates.onRenewal((renewed) => [smtp, pop3].forEach((server) => server.renew(renewed)));
  const ports = { smtp: (await smtp.listen()).port, pop3: (await pop3.listen()).port };
  able.set('serving', true);
  return {
    ports,
    renew: () => certificates.look(),
    async drain() {
      able.set('serving', false);
      certificates.stop();
      watch.stop();
      await Promise.all([smtp.close(settings.drain), pop3.close()]);
      await rejections.drain(logGrace);
      await health.tell(false);
    },
  };
}
