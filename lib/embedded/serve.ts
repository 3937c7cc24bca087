/** The filter whole on one machine: stores, engines, worker threads, servers, schedules and the status page, started in order and stopped in reverse. */
import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { MemoryCircuits } from '#adapters/embedded/circuits.ts';
import { openStores, type Stores } from '#adapters/embedded/open-stores.ts';
import { createSmtpTransport } from '#clients/smtp/transport.ts';
import type { Settings } from '#core/config/settings.ts';
import type { DeliveryHouse } from '#core/deliver/deliver.ts';
import { giveUpAfter } from '#core/deliver/schedule.ts';
import type { House } from '#core/journey.ts';
import { createResolver } from '#engines/dns/resolver.ts';
import { openTools } from '#engines/examiners.ts';
import type { Status } from '#extranet/api/status.ts';
import { isLoopback } from '#servers/client.ts';
import { serveControl } from './control.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { type Engines, startEngines } from './engines.ts';
import { ensureRules, type NewMailbox } from './first-start.ts';
import { createIntake, type Intake } from './intake.ts';
import { type Addresses, listen, listenHttp } from './listeners.ts';
import { startMaintenance } from './maintenance.ts';
import { carryOut } from '#core/operate/index.ts';
import type { Reporter } from './reporter.ts';
import { rescanHeld } from '#core/operate/rescan.ts';
import { createNotices, createSender, noNotices } from './notices.ts';
import { createRulesKeeper } from '#core/policy/rules-keeper.ts';
import type { LocalInstallation } from './local-installation.ts';
import { createScanPool } from './scan-pool.ts';
import { createTaught } from './taught.ts';
import { toolkitSettings } from './toolkit.ts';

export interface ServeOptions {
  settings: Settings;
  dataDir: string;
  /** Where ClamAV is unpacked when the machine has none. */
  programs: string;
  version: string;
  report: Reporter;
  /** Writes `clamav: off` and the reason into the settings. */
  turnClamavOff: (reason: string) => void;
}

export interface Serving {
  /** `host:port` of each server. */
  smtp: string;
  pop3: string;
  extranet: string;
  /** Made by this start, told once. */
  newMailboxes: NewMailbox[];
  /** Unfinished messages that a former process left. */
  recovered: number;
  warnings: string[];
  stop(): Promise<void>;
}

const clock = Date.now;
const hour = 60 * 60_000;
/** What may still be under way when the process is told to stop. */
const grace = 20_000;
/** Delivery attempts at once, in all and by one route. */
const attemptsAtOnce = 64;
const attemptsPerRoute = 16;
/** A scan waits for clamd and DNS half of its time. */
const scansPerThread = 2;
/** A journey waits for the disk before and after its scan: that many keep the threads busy, and end before their leases do. */
const journeysPerThread = 6;

export async function serve(options: ServeOptions): Promise<Serving> {
  const { settings, dataDir, report } = options;
  // What was started before something fails to start (a port that is taken) ends again; so does everything at the end, in reverse.
  await using starting = new AsyncDisposableStack();
  const stores = await openStores(dataDir, clock);
  starting.defer(() => stores.close());
  const newMailboxes = await ensureRules(stores, dataDir, clock);
  const startedAt = clock();
  const owner = randomUUID();
  const rules = createRulesKeeper(stores.rules, clock);

  const engines = await startEngines({ ...options, turnOff: options.turnClamavOff });
  starting.defer(() => engines.stop());
  const threads = settings.workers ?? availableParallelism();
  const toolkit = toolkitSettings(settings, engines.clamav?.address, join(dataDir, 'citrusmail.db'));
  const pool = createScanPool({ dataDir, toolkit }, threads, scansPerThread);
  starting.defer(() => pool.close());
  const transport = createSmtpTransport({
    hostname: settings.hostname,
    tls: settings.delivery.tls,
    resolver: createResolver({ clock, ...(settings.dns.servers && { servers: settings.dns.servers }) }),
  });
  starting.defer(() => transport.close());

  const house: House = {
    clock,
    owner,
    engineWait: settings.waiting.hours * hour,
    patience: giveUpAfter(settings.delivery.giveUpDays),
    messages: stores.messages,
    states: stores.states,
    copies: stores.copies,
    rules: (version) => (version === undefined ? rules.current() : rules.at(version)),
    scan: (envelope, scan) => pool.scan(envelope, scan),
  };
  const delivery: DeliveryHouse & Pick<House, 'states'> = {
    clock,
    random: Math.random,
    owner,
    hostname: settings.hostname,
    messages: stores.messages,
    states: stores.states,
    copies: stores.copies,
    evidence: stores.evidence,
    mailboxes: stores.mailboxes,
    transport,
    circuits: new MemoryCircuits(),
  };
  const sender = await createSender(settings);
  const notices = sender
    ? createNotices({ ...stores, clock, rules: () => rules.current(), sender }, report)
    : noNotices;
  starting.defer(() => notices.close());
  const deliveries = createDeliveries({
    house: delivery,
    concurrency: attemptsAtOnce,
    perRoute: attemptsPerRoute,
    report,
    settled: (copies) => notices.settled(copies),
  });
  starting.defer(() => deliveries.close(grace));
  const intake = createIntake({
    house,
    concurrency: threads * journeysPerThread,
    decided(copies) {
      deliveries.offer(copies);
      notices.settled(copies);
    },
    report,
  });
  starting.defer(() => intake.close());

  const taught = createTaught(dataDir);
  starting.defer(() => taught.close());
  const installation: LocalInstallation = {
    stores,
    rules,
    clock,
    teacher: () => taught.lessons(),
    openTools: () => openTools(clock),
    scan: (envelope, scan) => pool.scan(envelope, scan),
    deliverSoon: () =>
      void deliveries.wake().catch((error: unknown) => report.error('the queue could not be read', { error })),
  };
  const arrived = (id: string): void => intake.arrived(id);
  const addresses = await listen({ settings, dataDir, stores, rules, arrived, report, clock, grace }, starting);
  const status = (): Promise<Status> =>
    statusOf({ options, startedAt, stores, engines, intake, deliveries, addresses });
  const page = await listenHttp(settings.extranet.listen, status);
  starting.defer(() => page.close());
  const control = await serveControl(dataDir, async (operation, input, by) => {
    if (operation === 'status') return status();
    return carryOut(installation, operation, input, by);
  });
  starting.defer(() => control.close());
  const maintenance = startMaintenance({ installation, engines, searchDays: settings.retention.searchDays, report });
  starting.defer(() => maintenance.stop());
  engines.onReturn(async () => {
    await intake.wake();
    const moved = await rescanHeld(installation);
    if (moved > 0) report.info('messages that were held for want of an engine were looked at again', { moved });
  });
  const recovered = await intake.recover();
  await deliveries.wake();

  const running = starting.move();
  return {
    ...addresses,
    extranet: page.address,
    newMailboxes,
    recovered,
    warnings: engines.warnings(),
    stop: () => running.disposeAsync(),
  };
}

interface StatusParts {
  options: ServeOptions;
  startedAt: number;
  stores: Stores;
  engines: Engines;
  intake: Intake;
  deliveries: Deliveries;
  addresses: Addresses;
}

async function statusOf({
  options,
  startedAt,
  stores,
  engines,
  intake,
  deliveries,
  addresses,
}: StatusParts): Promise<Status> {
  // The page asks nobody who they are: mail is shown to whoever is on this machine, and to nobody else.
  const local = isLoopback(options.settings.extranet.listen.host);
  const { records } = local ? await stores.log.search({ limit: 20 }) : { records: undefined };
  return {
    version: options.version,
    startedAt,
    ...addresses,
    waiting: intake.pending(),
    delivering: deliveries.pending(),
    engines: await engines.health(),
    warnings: engines.warnings(),
    ...(records && { latest: records }),
  };
}
