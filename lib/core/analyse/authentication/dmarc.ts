/** DMARC (RFC 9989): whether the domain that From shows is proven, and what its owner asks for where it is not. */
import { evaluateDmarc } from 'mailauth/lib/dmarc/index.js';

import type { Finding } from '../../findings/finding.ts';
import type { Author } from './author.ts';
import { note } from './codes.ts';
import type { DkimReport } from './dkim.ts';
import type { MessageDns } from './dns.ts';
import type { SpfReport } from './spf.ts';

export async function examineDmarc(
  author: Author,
  spf: SpfReport,
  dkim: DkimReport,
  dns: MessageDns,
): Promise<Finding[]> {
  if (author.kind !== 'one') return [...oddFrom(author), note('DMARC_PERMERROR', 'no single author in From')];
  if (readsDifferently(author.domain, dkim)) {
    return [
      note('FROM_UNREADABLE', `two readings of From: ${author.domain} and another`, 2),
      note('DMARC_PERMERROR', 'no single author in From'),
    ];
  }
  const result = await evaluate(author.domain, spf.pass ? [spf.pass] : [], dkim.passes, dns);
  if (!result) return [note('DMARC_PERMERROR', `from=${author.domain} cannot be looked up`)];
  const evidence = `from=${author.domain}${result.policy ? ` policy=${result.policy}` : ''}`;
  const outcome = result.status.result;
  if (outcome === 'pass') return [note('DMARC_PASS', `${evidence} by=${provenBy(result)}`)];
  if (outcome === 'none') return [note('DMARC_NONE', evidence)];
  if (outcome !== 'fail') return [note('DMARC_TEMPERROR', evidence)];
  const innocent = await mayBeInnocent(author.domain, spf, dkim, dns);
  return [innocent ? note('DMARC_UNDECIDED', evidence) : failure(result.policy, evidence)];
}

type Result = Exclude<Awaited<ReturnType<typeof evaluate>>, false>;

async function evaluate(domain: string, spfDomains: string[], dkimDomains: string[], dns: MessageDns) {
  const { response } = await evaluateDmarc({
    headerFrom: [`author@${domain}`],
    spfDomains,
    dkimDomains: dkimDomains.map((domain) => ({ id: domain, domain })),
    resolver: (name, type) => dns.resolve(name, type),
    strict: true,
  });
  return response;
}

function provenBy({ alignment }: Result): string {
  return [alignment.spf.result ? 'spf' : '', alignment.dkim.result ? 'dkim' : ''].filter(Boolean).join('+');
}

/** SPF could have passed had we seen the client; or what DNS did not answer, or a signature whose l= leaves nothing out, would prove it. */
async function mayBeInnocent(domain: string, spf: SpfReport, dkim: DkimReport, dns: MessageDns): Promise<boolean> {
  if (!spf.checked) return true;
  if (spf.possible === undefined && dkim.possible.length === 0) return false;
  const result = await evaluate(domain, spf.possible ? [spf.possible] : [], dkim.possible, dns);
  return result !== false && result.status.result === 'pass';
}

function failure(policy: string, evidence: string): Finding {
  if (policy === 'reject') return note('DMARC_FAIL_REJECT', evidence, 4);
  if (policy === 'quarantine') return note('DMARC_FAIL_QUARANTINE', evidence, 2);
  return note('DMARC_FAIL_NONE', evidence, 0.5);
}

function oddFrom(author: Exclude<Author, { kind: 'one' }>): Finding[] {
  if (author.kind === 'missing') return [note('FROM_MISSING', '', 2)];
  return [note(author.kind === 'multiple' ? 'FROM_MULTIPLE' : 'FROM_UNREADABLE', author.why, 2)];
}

/** The verifier has read From for itself, over the same bytes that were signed. */
function readsDifferently(domain: string, { verification }: DkimReport): boolean {
  if (!verification) return false;
  const domains = verification.headerFrom.map((address) => address.slice(address.lastIndexOf('@') + 1).toLowerCase());
  return verification.fromFields !== 1 || domains.some((each) => each !== domain && !/[^\u0000-\u007f]/.test(each));
}
