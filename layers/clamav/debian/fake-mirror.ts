/** For tests: a mirror of Debian on this machine, of packages that are made up. */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { gzipSync } from 'node:zlib';

export interface FakePackage {
  name: string;
  version: string;
  depends?: string;
  /** Contents by path; a text that begins with `->` is a symbolic link. */
  files: Record<string, Buffer | string>;
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

export class FakeMirror {
  /** By path: a test may change or take away any. */
  readonly files = new Map<string, Buffer>();
  readonly asked: string[] = [];
  readonly #server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    this.asked.push(path);
    const bytes = this.files.get(path);
    response.writeHead(bytes ? 200 : 404).end(bytes);
  });

  /** `base/debian` and `base/debian-security`. */
  static async start(packages: readonly FakePackage[], updates: readonly FakePackage[] = []): Promise<FakeMirror> {
    const mirror = new FakeMirror();
    mirror.#suite('/debian', 'trixie', packages);
    mirror.#suite('/debian', 'trixie-updates', []);
    mirror.#suite('/debian-security', 'trixie-security', updates);
    await new Promise<void>((resolve) => mirror.#server.listen(0, '127.0.0.1', resolve));
    return mirror;
  }

  get base(): string {
    const { port } = this.#server.address() as { port: number };
    return `http://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #suite(archive: string, suite: string, packages: readonly FakePackage[]): void {
    const stanzas = packages.map(({ name, version, depends, files }) => {
      const deb = debOf(files);
      const filename = `pool/main/${name}_${version}_amd64.deb`;
      this.files.set(`${archive}/${filename}`, deb);
      const fields = [`Package: ${name}`, `Version: ${version}`, `Filename: ${filename}`, `SHA256: ${sha256(deb)}`];
      return [...fields, ...(depends === undefined ? [] : [`Depends: ${depends}`]), ''].join('\n');
    });
    const index = gzipSync(stanzas.join('\n'));
    const home = `${archive}/dists/${suite}`;
    this.files.set(`${home}/main/binary-amd64/Packages.gz`, index);
    const hashes = `SHA256:\n ${sha256(index)} ${index.length} main/binary-amd64/Packages.gz\n`;
    const text = `Suite: ${suite}\nCodename: ${suite}\n${hashes}`;
    const frame = ['-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n', '-----BEGIN PGP SIGNATURE-----\n'];
    this.files.set(`${home}/InRelease`, Buffer.from(`${frame[0]}${text}${frame[1]}`));
  }
}

/** deb(5): an ar of three members. */
function debOf(files: Record<string, Buffer | string>): Buffer {
  const data = gzipSync(tarOf(files));
  const members: [string, Buffer][] = [
    ['debian-binary', Buffer.from('2.0\n')],
    ['control.tar.gz', gzipSync(tarOf({}))],
    ['data.tar.gz', data],
  ];
  const parts = members.flatMap(([name, bytes]) => {
    const head = `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}${String(bytes.length).padEnd(10)}\`\n`;
    return [Buffer.from(head), bytes, Buffer.from(bytes.length % 2 === 1 ? '\n' : '')];
  });
  return Buffer.concat([Buffer.from('!<arch>\n'), ...parts]);
}

/** POSIX ustar. */
function tarOf(files: Record<string, Buffer | string>): Buffer {
  const entries = Object.entries(files).flatMap(([path, content]) => {
    const link = typeof content === 'string' && content.startsWith('->') ? content.slice(2) : undefined;
    const bytes = link === undefined ? Buffer.from(content) : Buffer.alloc(0);
    return [tarHeader(path, bytes.length, link), bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return Buffer.concat([...entries, Buffer.alloc(1024)]);
}

function tarHeader(path: string, size: number, link: string | undefined): Buffer {
  const header = Buffer.alloc(512);
  header.write(`./${path}`, 0);
  header.write('0000644\0', 100);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write(link === undefined ? '0' : '2', 156);
  header.write(link ?? '', 157);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}
