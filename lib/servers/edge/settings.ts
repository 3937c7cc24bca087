/** What the edge task is told by its environment. A wrong value ends the start with a sentence that says what to write instead. */
import { smtpLimits } from '#protocols/smtp/limits.ts';
import { edgePorts } from '#wiring/edge.ts';
import { timing } from '#wiring/timing.ts';
import { type Variable, variables } from '#wiring/variables.ts';

export interface EdgeSettings {
  /** Our name in the greeting, in Received and in a certificate that we sign ourselves. */
  hostname: string;
  host: string;
  ports: { smtp: number; pop3: number; health: number };
  bucket: string;
  table: string;
  /** Absent: nobody can log in. */
  mailboxSecret?: string;
  /** Absent: the certificate is one that we sign ourselves. */
  certificateSecret?: string;
  /** Bytes of a message. */
  messageSize: number;
  searchDays: number;
  /** Milliseconds that messages on their way in have to end. */
  drain: number;
  /** Folder of a ClamAV to be run beside the servers. */
  clamav?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const megabyte = 1_000_000;
const defaultSearchDays = 60;

export function readEdgeSettings(env: Environment): EdgeSettings {
  const megabytes = optional(env, variables.maxMessageMegabytes);
  return {
    hostname: required(env, variables.hostname),
    host: optional(env, variables.listenHost) ?? '0.0.0.0',
    ports: {
      smtp: port(env, variables.smtpPort, edgePorts.smtp.inside),
      pop3: port(env, variables.pop3Port, edgePorts.pop3s.inside),
      health: port(env, variables.healthPort, edgePorts.health),
    },
    bucket: required(env, variables.bucket),
    table: required(env, variables.table),
    ...given('mailboxSecret', optional(env, variables.mailboxSecret)),
    ...given('certificateSecret', optional(env, variables.certificateSecret)),
    messageSize:
      megabytes === undefined
        ? smtpLimits.messageSize
        : number(variables.maxMessageMegabytes, megabytes, 1, 150) * megabyte,
    searchDays: count(env, variables.searchDays, defaultSearchDays, 3650),
    drain: count(env, variables.drainSeconds, timing.drain, timing.drain) * 1000,
    ...given('clamav', optional(env, variables.edgeClamav)),
  };
}

const given = <K extends string>(name: K, value: string | undefined): Partial<Record<K, string>> =>
  value === undefined ? {} : ({ [name]: value } as Record<K, string>);

/** An empty value is none: a container's definition cannot leave a variable out as easily. */
const optional = (env: Environment, name: Variable): string | undefined => env[name]?.trim() || undefined;

function required(env: Environment, name: Variable): string {
  const value = optional(env, name);
  if (value === undefined) throw new Error(`The environment variable ${name} is missing.`);
  return value;
}

/** 0: any port that is free. */
function port(env: Environment, name: Variable, usual: number): number {
  const text = optional(env, name);
  return text === undefined ? usual : number(name, text, 0, 65_535);
}

function count(env: Environment, name: Variable, usual: number, most: number): number {
  const text = optional(env, name);
  return text === undefined ? usual : number(name, text, 1, most);
}

function number(name: Variable, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(`${name} is "${text}"; write a whole number from ${least} to ${most}.`);
  return value;
}
