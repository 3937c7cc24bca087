/** The door of one emulated service: notes every call, fails what would only be pretended, and does the harm that a test asks for. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Answer, Book, Call, Fault, Request, Room } from './call.ts';

export interface Front {
  url: string;
  close(): Promise<void>;
}

export async function openFront(room: Room, book: Book): Promise<Front> {
  const server = createServer((incoming, response) => void serve(room, book, incoming, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function serve(room: Room, book: Book, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const request = await read(incoming).catch(() => undefined);
  // The client went away in the middle of its request: nothing was asked.
  if (!request) return;
  const call = note(room, book, request);
  const answer = await outcome(room, book, request, call);
  if (answer === 'dropped') return void incoming.socket.destroy();
  call.status = answer.status;
  call.answered = Buffer.byteLength(answer.body);
  response.writeHead(answer.status, answer.headers).end(answer.body);
}

async function read(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { method = '', url = '/', headers } = incoming;
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  return { method, url, path: pathname, query: searchParams, headers, body: Buffer.concat(chunks) };
}

function note(room: Room, book: Book, request: Request): Call {
  const caller = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const asked = readable(room, request);
  const call = {
    ...asked,
    n: book.calls.length + 1,
    service: room.service,
    bytes: request.body.length,
    answered: 0,
    at: Date.now(),
    caller,
  };
  book.calls.push(call);
  return call;
}

function readable(room: Room, request: Request): ReturnType<Room['read']> {
  try {
    return room.read(request);
  } catch {
    return { operation: `unreadable ${request.method} ${request.path}`, target: '', write: false };
  }
}

async function outcome(room: Room, book: Book, request: Request, call: Call): Promise<Answer | 'dropped'> {
  try {
    const why = room.pretends(request, call);
    if (why !== undefined) return pretence(room, book, call, why);
    const before = await book.fault?.(call, 'before');
    if (before) return harm(room, before);
    const answer = await room.answer(request, call);
    const after = await book.fault?.(call, 'after');
    return after ? harm(room, after) : answer;
  } catch (error) {
    return pretence(room, book, call, error instanceof Error ? error.message : String(error));
  }
}

/** 501 is what no client tries again. */
function pretence(room: Room, book: Book, call: Call, why: string): Answer {
  const violation = `${room.service} ${call.operation} ${call.target}: ${why}`;
  book.violations.push(violation);
  return room.refusal(501, 'NotImplemented', violation);
}

function harm(room: Room, fault: Fault): Answer | 'dropped' {
  return fault.kind === 'drop' ? 'dropped' : room.refusal(fault.status, fault.code, fault.message ?? fault.code);
}
