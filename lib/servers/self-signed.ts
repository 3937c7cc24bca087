/** A self-signed certificate (RFC 5280) for a first start: encrypts against eavesdroppers, which is all that SMTP clients ask of a stranger (RFC 7435). */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** The tags of DER (X.690) that a certificate needs. */
const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectId: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  dnsName: 0x82,
  version: 0xa0,
  extensions: 0xa3,
} as const;

const objectIds = {
  ecdsaWithSha256: '2a8648ce3d040302',
  commonName: '550403',
  basicConstraints: '551d13',
  subjectAltName: '551d11',
} as const;

export interface Certificate {
  /** PEM. */
  cert: string;
  key: string;
}

export function selfSigned(hostname: string, from: Date, to: Date): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(objectId('ecdsaWithSha256'));
  const name = sequence(der('set', sequence(objectId('commonName'), der('utf8String', Buffer.from(hostname)))));
  const toBeSigned = sequence(
    der('version', der('integer', Buffer.from([2]))),
    // RFC 5280 section 4.1.2.2: positive, at most 20 bytes, unique.
    der('integer', Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    name,
    sequence(time(from), time(to)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der('extensions', sequence(...extensions(hostname))),
  );
  const signature = bits(sign('sha256', toBeSigned, privateKey));
  return {
    cert: pem(sequence(toBeSigned, algorithm, signature)),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function extensions(hostname: string): Buffer[] {
  const critical = der('boolean', Buffer.from([0xff]));
  return [
    sequence(objectId('basicConstraints'), critical, der('octetString', sequence())),
    sequence(objectId('subjectAltName'), der('octetString', sequence(der('dnsName', Buffer.from(hostname))))),
  ];
}

function der(tag: keyof typeof tags, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tags[tag], ...lengthOf(body)]), body]);
}

/** X.690 section 10.1: the shortest form that holds it. */
function lengthOf(body: Buffer): number[] {
  if (body.length < 128) return [body.length];
  return body.length < 256 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff];
}

const sequence = (...items: Buffer[]): Buffer => der('sequence', ...items);
const objectId = (name: keyof typeof objectIds): Buffer => der('objectId', Buffer.from(objectIds[name], 'hex'));
const bits = (bytes: Buffer): Buffer => der('bitString', Buffer.from([0]), bytes);

/** RFC 5280 section 4.1.2.5: two digits for the year up to 2049, four after that. */
function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]|\.[0-9]*/g, '');
  const early = date.getUTCFullYear() < 2050;
  return der(early ? 'utcTime' : 'generalizedTime', Buffer.from(early ? digits.slice(2) : digits));
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
