/** Reads all messages of a mailbox as a mail program does (RFC 1939). */
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

export async function readMailbox(address: string, user: string, password: string): Promise<string[]> {
  const [host = '', port = ''] = address.split(/:(?=\d+$)/);
  const socket = connect(Number(port), host);
  const lines = createInterface({ input: socket, crlfDelay: Infinity })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => String((await lines.next()).value);
  const command = async (text: string): Promise<string> => {
    socket.write(`${text}\r\n`);
    const reply = await line();
    if (!reply.startsWith('+OK')) throw new Error(`${text.split(' ')[0]}: ${reply}`);
    return reply;
  };
  await line();
  await command(`USER ${user}`);
  await command(`PASS ${password}`);
  const count = Number((await command('STAT')).split(' ')[1]);
  const messages: string[] = [];
  for (let number = 1; number <= count; number++) {
    await command(`RETR ${number}`);
    let message = '';
    for (let text = await line(); text !== '.'; text = await line()) message += `${text.replace(/^\./, '')}\r\n`;
    messages.push(message);
  }
  await command('QUIT');
  socket.end();
  return messages;
}
