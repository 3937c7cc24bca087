/** Whether the world sends the domains' mail here. */
import type { RecordType, Resolver } from '#core/ports/resolver.ts';
import type { DoctorFacts } from '#wiring/facts.ts';
import { missing, note, ok, type Result } from '../check.ts';
import type { CloudCheck } from './context.ts';

export const mx: CloudCheck = {
  name: 'MX',
  async run({ facts, rules, resolver, region }) {
    const known = await facts();
    const { domains } = (await rules()).directory;
    const ours = entrances(known, region);
    const lines = await Promise.all(domains.map(({ name }) => domainLines(name, ours, resolver)));
    return [...(await hostLines(known, resolver)), ...lines.flat()];
  },
};

function entrances({ takes, hostname }: DoctorFacts, region: string): string[] {
  return [...(takes.edge ? [hostname] : []), ...(takes.ses ? [`inbound-smtp.${region}.amazonaws.com`] : [])];
}

async function domainLines(domain: string, ours: string[], resolver: Resolver): Promise<Result[]> {
  const hosts = (await records<{ exchange: string }>(resolver, domain, 'MX')).map(({ exchange }) => plain(exchange));
  const others = hosts.filter((host) => !ours.includes(host));
  const record = `${domain}. MX 10 ${ours[0]}.`;
  if (others.length === hosts.length) {
    const now = hosts.length === 0 ? 'it has none' : `it is ${hosts.join(', ')}`;
    return [missing(`the MX of ${domain} does not lead here (${now})`, `in the DNS of ${domain}: ${record}`)];
  }
  if (others.length === 0) return [ok(`the MX of ${domain} leads here`)];
  return [
    ok(`the MX of ${domain} leads here`),
    note(`${domain} also has the MX ${others.join(', ')}: mail that goes there is not filtered here`),
  ];
}

/** The name must lead to the load balancer, whose addresses may change: by CNAME or an alias record. */
async function hostLines({ takes, hostname, edgeAddress }: DoctorFacts, resolver: Resolver): Promise<Result[]> {
  if (!takes.edge || edgeAddress === undefined) return [];
  const [named, edge] = await Promise.all([hostname, edgeAddress].map((name) => records<string>(resolver, name, 'A')));
  if (named?.some((address) => edge?.includes(address))) return [ok(`${hostname} leads to the edge`)];
  return [
    missing(
      `${hostname} does not lead to the edge`,
      `in its DNS an A alias (Route 53), or elsewhere A records with the addresses of ${edgeAddress} (${edge?.join(', ') || 'none yet'}); an MX must not name a CNAME`,
    ),
  ];
}

/** A name without such records has none; DNS that fails is an error. */
async function records<T>(resolver: Resolver, name: string, type: RecordType): Promise<T[]> {
  try {
    return (await resolver(name, type)) as T[];
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOTFOUND' || code === 'ENODATA') return [];
    throw new Error(`DNS does not answer for ${name}`, { cause: error });
  }
}

const plain = (host: string): string => host.toLowerCase().replace(/\.$/, '');
