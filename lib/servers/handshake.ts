/** The TLS handshake behind STARTTLS (RFC 3207) and STLS (RFC 2595). */
import type { Socket } from 'node:net';
import { TLSSocket, type SecureContext } from 'node:tls';

import type { Security } from '#protocols/conversation.ts';

/** Undefined when the handshake failed or took too long; the socket is destroyed then. */
export function startTls(
  socket: Socket,
  secureContext: SecureContext,
  timeLimit: number,
): Promise<{ socket: TLSSocket; security: Security } | undefined> {
  const secure = new TLSSocket(socket, { isServer: true, secureContext });
  return new Promise((resolve) => {
    const fail = (): void => {
      clearTimeout(timer);
      secure.destroy();
      socket.destroy();
      resolve(undefined);
    };
    const timer = setTimeout(fail, timeLimit);
    // `_tlsError` is what a server-side TLSSocket without a tls.Server emits when the handshake fails; it does not end by itself.
    // Once the handshake is through, `fail` only tidies up behind a socket that is gone.
    secure.once('_tlsError', fail).once('error', fail).once('close', fail);
    // A client that leaves in the middle of the handshake ends its half of the connection, and nothing else is ever heard of it.
    secure.once('end', fail);
    secure.once('secure', () => {
      clearTimeout(timer);
      secure.off('end', fail);
      resolve({ socket: secure, security: securityOf(secure) });
    });
  });
}

function securityOf(socket: TLSSocket): Security {
  const servername: unknown = Reflect.get(socket, 'servername');
  return {
    protocol: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher().name,
    ...(typeof servername === 'string' && { servername }),
  };
}
