/** A process that serves the mailboxes of a data directory by POP3, so that it can be measured, or killed: `pop3-serve.ts DATADIR`. Prints its port. */
import { openPop3House } from './pop3-house.ts';

const house = await openPop3House(process.argv[2]!, console.error);
const server = house.server({});
const { port } = await server.listen();
console.log(port);
process.once('SIGTERM', () => void server.close(100).then(() => house.close()));
