/** The certificate that a server shows: at once on ports of TLS, after STARTTLS on ports of SMTP. */
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type PeerCertificate } from 'node:tls';

export interface Place {
  host: string;
  port: number;
  starttls: boolean;
  /** Whom we ask for. */
  servername: string;
}

export type Look = (place: Place) => Promise<PeerCertificate>;

const patience = 8_000;

export const lookAtCertificate: Look = async ({ host, port, starttls, servername }) => {
  const socket = connectTcp({ host, port });
  const late = setTimeout(
    () => socket.destroy(new Error(`no answer from ${host}:${port} in ${patience / 1000} s`)),
    patience,
  );
  try {
    await event(socket, 'connect');
    if (starttls) await startTls(socket);
    // Whatever it shows is looked at by the check; nothing is sent.
    const tls = connectTls({ socket, servername, rejectUnauthorized: false });
    await event(tls, 'secureConnect');
    return tls.getPeerCertificate();
  } finally {
    clearTimeout(late);
    socket.destroy();
  }
};

function event(socket: Socket, name: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(name, () => resolve());
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the connection was closed')));
  });
}

/** RFC 3207. */
async function startTls(socket: Socket): Promise<void> {
  await reply(socket, 220);
  socket.write('EHLO doctor.invalid\r\n');
  await reply(socket, 250);
  socket.write('STARTTLS\r\n');
  await reply(socket, 220);
}

/** Until the last line of a reply, `250 text`; `250-text` goes on (RFC 5321 section 4.2.1). */
function reply(socket: Socket, code: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    const heard = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      const last = /(?:^|\r\n)(\d{3})(?: [^\r\n]*)?\r\n$/.exec(text);
      if (!last && text.length < 10_000) return;
      socket.off('data', heard);
      if (last?.[1] === String(code)) resolve();
      else reject(new Error(`the server answers ${last?.[1] ?? 'without end'} where ${code} belongs`));
    };
    socket.on('data', heard);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the connection was closed')));
  });
}
