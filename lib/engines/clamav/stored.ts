/** clamd over signatures that a store keeps for many: brought at the start, renewed when told to. */
import { join } from 'node:path';

import { EngineUnavailable } from '#core/analyse/examiner.ts';
import type { SignatureReader } from '#core/ports/signature-store.ts';

import { type ClamavInstallation, findUnpackedClamav } from './installation.ts';
import { launch, type Launched, type LaunchOptions } from './launch.ts';
import { SignatureSets } from './sets.ts';
import { type SignatureKind, signatureKind, type Update } from './signatures.ts';

export interface StoredOptions extends Pick<
  LaunchOptions,
  'folder' | 'temporary' | 'port' | 'reloadsBeside' | 'firstPause'
> {
  /** The layer's folder, e.g. /opt/clamav. */
  programs: string;
  store: SignatureReader;
  progress?: ((step: string) => void) | undefined;
}

export interface StoredClamav {
  readonly clamd: Launched;
  readonly signatures: SignatureKind;
  /** Brings the store's present set, if it is another, and has clamd load it; with the set before where it cannot. */
  update(): Promise<Update>;
}

/** Half a minute for all of ClamAV's signatures; a machine in trouble may take a multiple. */
const reloadLimit = 120_000;

/** Returns with clamd started and still loading. Throws `EngineUnavailable` without programs, and what the store throws. */
export async function startStored(options: StoredOptions): Promise<StoredClamav> {
  const { clamd } = programsIn(options.programs);
  const sets = new SignatureSets(join(options.folder, 'signatures'), options.store);
  await sets.bring();
  options.progress?.(`ClamAV: starting clamd with signatures: ${signatureKind(sets.current)}`);
  const launched = launch({ ...options, clamd, signatures: sets.current });
  let last: Promise<Update> = Promise.resolve({ outcome: 'done' });
  return {
    clamd: launched,
    get signatures() {
      return signatureKind(sets.current);
    },
    update: () => (last = last.then(() => renew(sets, launched, options))),
  };
}

export function programsIn(folder: string): ClamavInstallation {
  const installation = findUnpackedClamav(folder);
  if (!installation) throw new EngineUnavailable(`there is no ClamAV in ${folder}: is the layer missing?`);
  return installation;
}

/** Never rejects: with the signatures that it has, clamd goes on. */
async function renew(sets: SignatureSets, clamd: Launched, { progress }: StoredOptions): Promise<Update> {
  try {
    if (!(await sets.bring())) return { outcome: 'done' };
    progress?.('ClamAV: loading new signatures');
    if (await clamd.reload(reloadLimit)) {
      sets.forget();
      return { outcome: 'done' };
    }
    // Which clamd finds by itself: it is being started again and again.
    sets.back();
    return { outcome: 'failed', reason: 'clamd does not work with the new signatures' };
  } catch (error) {
    return { outcome: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}
