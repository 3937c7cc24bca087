/** Debian's package index: which packages there are, which version is newer, and what depends on what (deb-control(5), Policy 5 and 7). */

export interface Package {
  name: string;
  version: string;
  /** Each an alternative of names, in order of preference. */
  depends: string[][];
  provides: string[];
  /** Relative to the root of its archive. */
  filename: string;
  sha256: string;
}

export function readIndex(text: string): Package[] {
  return text.split(/\n\n+/).flatMap((stanza) => {
    const found = readStanza(stanza);
    return found ? [found] : [];
  });
}

function readStanza(stanza: string): Package | undefined {
  const field = (name: string) => new RegExp(`^${name}: (.+)$`, 'm').exec(stanza)?.[1] ?? '';
  const [name, version, filename, sha256] = [field('Package'), field('Version'), field('Filename'), field('SHA256')];
  if (!name || !version || !/^[0-9a-f]{64}$/.test(sha256) || !/^pool\/[\w.+~/-]+\.deb$/.test(filename))
    return undefined;
  const depends = [field('Pre-Depends'), field('Depends')].flatMap(readRelation);
  return { name, version, depends, provides: readRelation(field('Provides')).flat(), filename, sha256 };
}

/** `a (>= 1) | b, c:any` -> [[a, b], [c]]: one archive at one time fits together, so versions are not compared. */
function readRelation(text: string): string[][] {
  return text
    .split(',')
    .map((alternatives) =>
      alternatives
        .split('|')
        .map((one) => /^\s*([a-z0-9][a-z0-9+.-]+)/.exec(one)?.[1] ?? '')
        .filter((name) => name !== ''),
    )
    .filter((names) => names.length > 0);
}

/** The newest of each name. */
export class Catalogue<P extends Package = Package> {
  readonly #byName = new Map<string, P>();
  readonly #providers = new Map<string, P>();

  constructor(packages: Iterable<P>) {
    for (const one of packages) {
      const known = this.#byName.get(one.name);
      if (!known || compareVersions(one.version, known.version) > 0) this.#byName.set(one.name, one);
    }
    for (const one of this.#byName.values()) for (const name of one.provides) this.#providers.set(name, one);
  }

  get(name: string): P | undefined {
    return this.#byName.get(name) ?? this.#providers.get(name);
  }

  /** These packages and all that they depend on, as far as `follow` goes along. Throws where a wanted one does not exist. */
  withDependencies(names: readonly string[], follow: (name: string) => boolean): P[] {
    const chosen = new Map<string, P>();
    const add = (name: string, found: P | undefined): void => {
      if (!found) throw new Error(`the mirror has no package ${name}`);
      if (chosen.has(found.name)) return;
      chosen.set(found.name, found);
      for (const alternatives of found.depends) {
        const possible = alternatives.map((one) => this.get(one)).filter((one) => one !== undefined);
        const [first] = possible;
        if (first && follow(first.name)) add(first.name, first);
      }
    };
    for (const name of names) add(name, this.get(name));
    return [...chosen.values()];
  }
}

/** Above zero where `a` is newer (deb-version(7)). */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [splitVersion(a), splitVersion(b)];
  return (
    left.epoch - right.epoch || comparePart(left.upstream, right.upstream) || comparePart(left.revision, right.revision)
  );
}

function splitVersion(version: string): { epoch: number; upstream: string; revision: string } {
  const [, epoch = '0', rest = ''] = /^(?:(\d+):)?(.*)$/.exec(version) ?? [];
  const dash = rest.lastIndexOf('-');
  const [upstream, revision] = dash < 0 ? [rest, '0'] : [rest.slice(0, dash), rest.slice(dash + 1)];
  return { epoch: Number(epoch), upstream, revision };
}

/** Text and numbers in turn; `~` sorts before the end, letters before anything else. */
function comparePart(a: string, b: string): number {
  const [left, right] = [pieces(a), pieces(b)];
  for (let n = 0; n < Math.max(left.length, right.length); n++) {
    const [mine = '', other = ''] = [left[n], right[n]];
    const order = n % 2 === 1 ? Number(mine || 0) - Number(other || 0) : compareText(mine, other);
    if (order !== 0) return order;
  }
  return 0;
}

function pieces(part: string): string[] {
  return [...part.matchAll(/(\D*)(\d*)/g)].flatMap(([, text = '', digits = '']) => [text, digits]);
}

function compareText(a: string, b: string): number {
  for (let n = 0; n < Math.max(a.length, b.length); n++) {
    const order = weight(a[n]) - weight(b[n]);
    if (order !== 0) return order;
  }
  return 0;
}

function weight(character: string | undefined): number {
  if (character === undefined) return 0;
  if (character === '~') return -1;
  const code = character.charCodeAt(0);
  return /[A-Za-z]/.test(character) ? code : code + 256;
}
