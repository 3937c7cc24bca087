/** The status page: what runs, what it lacks, what came in last. Host-independent: the host says what there is to show. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { secureHeaders } from 'hono/secure-headers';

import type { LogRecord } from '#core/record/log-record.ts';

export interface EngineStatus {
  name: string;
  state: 'ready' | 'starting' | 'down' | 'absent' | 'off';
  version?: string | undefined;
  reason?: string | undefined;
}

export interface Status {
  version: string;
  startedAt: number;
  smtp: string;
  pop3: string;
  /** Undecided messages, and copies in the delivery queue, that this process knows of. */
  waiting: number;
  delivering: number;
  engines: EngineStatus[];
  /** What an operator must know, one sentence each. */
  warnings: string[];
  /** Absent where strangers could look. */
  latest?: Pick<LogRecord, 'id' | 'receivedAt' | 'mailFrom' | 'recipient' | 'subject' | 'state' | 'score'>[];
}

export function createStatusApp(status: () => Promise<Status>): Hono {
  const app = new Hono();
  app.use(secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'none'"], styleSrc: ["'unsafe-inline'"] } }));
  app.get('/status.json', async (context) => context.json(await status()));
  app.get('/', async (context) => context.html(await page(await status())));
  return app;
}

const style = `
  body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #1b1b1b; background: #fff; }
  h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
  table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #ddd; vertical-align: top; }
  td { overflow-wrap: anywhere; } .ready { color: #1b6e2d; } .down, .absent, .off { color: #a31515; } .starting { color: #8a5a00; }
  .warning { background: #fff4d6; border-left: 4px solid #d79b00; padding: .5rem 1rem; margin: .5rem 0; }
  @media (prefers-color-scheme: dark) { body { background: #161616; color: #eee; } th, td { border-color: #444; } .ready { color: #7bd88f; }
    .down, .absent, .off { color: #ff8a80; } .starting { color: #ffd180; } .warning { background: #3a3000; } }`;

const time = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

function page(status: Status): ReturnType<typeof html> {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="refresh" content="5" />
        <title>CitrusMail</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <h1>CitrusMail is running</h1>
        ${status.warnings.map((warning) => html`<p class="warning" role="alert">${warning}</p>`)}
        <p>
          SMTP on <code>${status.smtp}</code>, POP3 on <code>${status.pop3}</code>, version ${status.version}, since
          ${time(status.startedAt)} UTC. ${status.waiting} messages wait to be analysed, ${status.delivering} deliveries
          are under way.
        </p>
        <h2>Engines</h2>
        <table>
          <thead>
            <tr>
              <th scope="col">Engine</th>
              <th scope="col">State</th>
              <th scope="col">Version</th>
              <th scope="col">Remark</th>
            </tr>
          </thead>
          <tbody>
            ${status.engines.map(engineRow)}
          </tbody>
        </table>
        <h2>Latest messages</h2>
        ${latest(status)}
      </body>
    </html>`;
}

function engineRow(engine: EngineStatus): ReturnType<typeof html> {
  return html`<tr>
    <td>${engine.name}</td>
    <td class="${engine.state}">${engine.state}</td>
    <td>${engine.version ?? ''}</td>
    <td>${engine.reason ?? ''}</td>
  </tr>`;
}

function latest({ latest }: Status): ReturnType<typeof html> {
  if (!latest) return html`<p>Shown only where this page listens on the machine itself (127.0.0.1).</p>`;
  if (latest.length === 0) return html`<p>None yet. <code>npx citrusmail try</code> sends a few.</p>`;
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Received (UTC)</th>
        <th scope="col">From</th>
        <th scope="col">To</th>
        <th scope="col">Subject</th>
        <th scope="col">State</th>
        <th scope="col">Score</th>
      </tr>
    </thead>
    <tbody>
      ${latest.map(
        (row) =>
          html`<tr>
            <td>${time(row.receivedAt)}</td>
            <td>${row.mailFrom || '<>'}</td>
            <td>${row.recipient}</td>
            <td>${row.subject ?? ''}</td>
            <td>${row.state}</td>
            <td>${row.score ?? ''}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
