import { parseHostPort } from '#core/config/host-port.ts';
import type { DirectoryDocument, RouteSetting } from '#core/policy/directory.ts';
import { missing, note, ok } from '../check.ts';
import type { CloudCheck } from './context.ts';

const request = 'https://console.aws.amazon.com/support/contacts#/rdns-limits';

export const port25: CloudCheck = {
  name: 'port 25',
  async run({ facts, rules, region }) {
    const { port25: open } = await facts();
    if (open)
      return [
        note(
          `delivery goes out by port 25, and AWS tells nobody by program whether it has opened it: ask at ${request}, for ${region} and the addresses of the stack's NAT`,
        ),
      ];
    const needing = routesOf((await rules()).directory).filter(needsPort25);
    if (needing.length === 0) return [ok('no route goes by port 25, which AWS keeps closed')];
    return [
      missing(
        `the directory has routes by port 25 (${needing.map(routeText).join(', ')}), which AWS keeps closed: mail for them waits`,
        `let your server listen on 587 or 2525 and write that port into the route; or set delivery.port25 in cdk.json, deploy, and ask AWS at ${request}`,
      ),
    ];
  },
};

function routesOf({ domains }: DirectoryDocument): RouteSetting[] {
  return domains.flatMap(({ route, recipients = [] }) => [
    route,
    ...recipients.flatMap((recipient) => (typeof recipient === 'object' && recipient.route ? [recipient.route] : [])),
  ]);
}

function needsPort25(route: RouteSetting): boolean {
  if (typeof route === 'string') return route === 'mx';
  return [route.smtp].flat().some((host) => parseHostPort(host, 25)?.port === 25);
}

const routeText = (route: RouteSetting): string => (typeof route === 'string' ? route : [route.smtp].flat().join(' '));
