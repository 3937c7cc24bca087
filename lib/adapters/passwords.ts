/** Passwords as they are kept: `scrypt$N$r$p$salt$hash` (RFC 7914, base64), or plain in a file that only its owner can read. */
import { createHash, randomBytes, scrypt as scryptCallback, timingSafeEqual } from 'node:crypto';

/** About 30 ms and 16 MB: dear for whoever guesses, cheap for whoever logs in. */
const usual = { N: 16_384, r: 8, p: 1 };
const keyLength = 32;
/** A file must not be able to ask for more than this. */
const maxMemory = 128 * 1024 * 1024;

interface Hashed {
  cost: typeof usual;
  salt: Buffer;
  hash: Buffer;
}

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, usual);
  return ['scrypt', usual.N, usual.r, usual.p, salt.toString('base64'), hash.toString('base64')].join('$');
}

/** Always one derivation, whether `stored` is a hash, plain, or nothing at all: the time does not tell which accounts exist. */
export async function passwordMatches(password: string, stored: string | undefined): Promise<boolean> {
  const hashed = stored?.startsWith('scrypt$') ? parse(stored) : undefined;
  const key = await derive(password, hashed?.salt ?? Buffer.alloc(16), hashed?.cost ?? usual);
  if (hashed) return timingSafeEqual(key, hashed.hash);
  return stored !== undefined && timingSafeEqual(digest(password), digest(stored));
}

function parse(stored: string): Hashed {
  const [, N, r, p, salt = '', hash = ''] = stored.split('$');
  const parsed = {
    cost: { N: Number(N), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
  if (parsed.hash.length === keyLength && parsed.salt.length >= 8) return parsed;
  throw new Error('a password hash is scrypt$N$r$p$salt$hash, salt and hash in base64');
}

function derive(password: string, salt: Buffer, cost: typeof usual): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scryptCallback(password, salt, keyLength, { ...cost, maxmem: maxMemory }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

function digest(password: string): Buffer {
  return createHash('sha256').update(password).digest();
}
