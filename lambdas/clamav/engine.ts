/**
 * The ClamAV of this function: a clamd that stays up elsewhere, where there is one and it answers; else the one of the layer, which is started
 * at the first need and stays as long as the environment does.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { s3 } from '#adapters/aws/clients.ts';
import { S3Signatures } from '#adapters/aws/s3-signatures.ts';
import { EngineUnavailable } from '#core/analyse/examiner.ts';
import type { VirusEngine } from '#core/ports/virus-engine.ts';
import { connectClamav } from '#engines/clamav/client.ts';
import type { ClamavEngine } from '#engines/clamav/engine.ts';
import { startLambdaClamav } from '#engines/clamav/lambda.ts';
import type { ClamdAddress } from '#engines/clamav/session.ts';
import { layerFolder } from '#wiring/layer.ts';
import { variables } from '#wiring/variables.ts';
import { clock } from '../support/bucket.ts';
import { once, optional, variable } from '../support/environment.ts';
import { logger } from '../support/thin.ts';

/** How often a warm environment looks for a newer set of signatures. */
const lookEvery = 5 * 60_000;

/** What is to examine this message. Throws `EngineUnavailable` where nothing can. */
export async function clamavEngine(): Promise<VirusEngine> {
  const address = resident();
  if (!address) return own();
  const remote = remoteClamd();
  try {
    await remote.version();
    return withFallback(remote);
  } catch (error) {
    if (!(error instanceof EngineUnavailable)) throw error;
    logger.warn('the resident clamd does not answer: this function runs its own', { reason: error.message });
    return own();
  }
}

/** It may go away over this message as well. */
function withFallback(remote: VirusEngine): VirusEngine {
  return {
    version: () => remote.version(),
    async scan(bytes, signal) {
      try {
        return await remote.scan(bytes, signal);
      } catch (error) {
        if (!(error instanceof EngineUnavailable)) throw error;
        return (await own()).scan(bytes, signal);
      }
    },
  };
}

const remoteClamd = once(() => connectClamav(resident() ?? { host: 'localhost', port: 0 }));

/** `host:port`, the host perhaps an IPv6 address in brackets. */
function resident(): ClamdAddress | undefined {
  const text = optional(variables.clamd);
  if (text === undefined) return undefined;
  const [, host, port] = /^\[?([^\]]+?)\]?:(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined) throw new Error(`The environment variable ${variables.clamd} is "${text}", not host:port.`);
  return { host, port: Number(port) };
}

let starting: Promise<ClamavEngine> | undefined;
let looked = 0;

/** Where it could not be started, the next message tries again. */
async function own(): Promise<ClamavEngine> {
  starting ??= start().catch((error: unknown) => {
    starting = undefined;
    throw error;
  });
  const engine = await starting;
  look(engine);
  return engine;
}

/** Of this function, not the resident one. Lambda does not ask for it: it ends the whole environment. */
export async function endClamav(): Promise<void> {
  const engine = await starting?.catch(() => undefined);
  starting = undefined;
  await engine?.stop();
}

function start(): Promise<ClamavEngine> {
  looked = clock();
  return startLambdaClamav({
    programs: optional(variables.clamavPrograms) ?? layerFolder,
    folder: join(tmpdir(), 'clamav'),
    store: new S3Signatures({ client: s3(), bucket: variable(variables.bucket), clock }),
    progress: (step) => logger.info(step),
  });
}

/** Scans wait while new signatures are loaded: nothing is looked at with none. */
function look(engine: ClamavEngine): void {
  if (clock() < looked + lookEvery) return;
  looked = clock();
  void engine.update().then((update) => {
    if (update.outcome === 'failed') logger.warn('no new signatures', { reason: update.reason });
  });
}

// There, the time before the first message costs nobody anything: up to 15 minutes, and no message waits for signatures.
if (process.env['AWS_LAMBDA_INITIALIZATION_TYPE'] === 'provisioned-concurrency' && !resident()) {
  await own().then(
    (engine) => engine.version(),
    (error: unknown) => logger.warn('ClamAV could not be loaded ahead', { reason: String(error) }),
  );
}
