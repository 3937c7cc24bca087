/** Answers in the shapes of AWS's protocols: JSON with a target header, and XML. */
import { randomUUID } from 'node:crypto';

import type { Answer, Request } from './call.ts';

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1', ...headers }, body: JSON.stringify(value) };
}

export function jsonRefusal(status: number, code: string, message: string): Answer {
  return json({ __type: code, message }, status);
}

export function xml(body: string, status = 200): Answer {
  return { status, headers: { 'content-type': 'text/xml' }, body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` };
}

export function element(name: string, text: string): string {
  return `<${name}>${text.replace(/[<&]/g, (mark) => (mark === '<' ? '&lt;' : '&amp;'))}</${name}>`;
}

/** `Firehose_20150804.PutRecord` asks for `PutRecord`. */
export function operationOf({ headers }: Request, prefix: string): string {
  const target = String(headers['x-amz-target'] ?? '');
  return target.startsWith(`${prefix}.`) ? target.slice(prefix.length + 1) : `unknown target ${JSON.stringify(target)}`;
}

export type Fields = Record<string, unknown>;

export function fields({ body }: Request): Fields {
  const value: unknown = JSON.parse(body.toString() || '{}');
  if (typeof value !== 'object' || value === null) throw new Error('The request is no JSON object.');
  return value as Fields;
}

export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What an operation's request may hold; everything else would be taken and ignored. */
export type Known = Record<string, readonly string[]>;

export function unknownFields(known: Known, operation: string, request: Request): string | undefined {
  const allowed = known[operation];
  if (!allowed) return `${operation} is not done here`;
  const foreign = Object.keys(fields(request)).filter((field) => !allowed.includes(field));
  return foreign.length > 0 ? `${operation} would ignore ${foreign.join(', ')}` : undefined;
}

export const requestId = (): string => randomUUID();
