import { missing, ok } from '../check.ts';
import type { CloudCheck } from './context.ts';

export const mailboxes: CloudCheck = {
  name: 'mailboxes',
  async run({ facts, rules, region }) {
    const all = (await rules()).directory.mailboxes ?? [];
    if (all.length === 0) return [];
    const { passwordsOf, mailboxSecret } = await facts();
    const nameOf = (password: string): string | undefined => /^secret:(.+)$/.exec(password)?.[1];
    const elsewhere = all.filter(({ password }) => nameOf(password) === undefined).map(({ address }) => address);
    const without = all.flatMap(({ password }) => nameOf(password) ?? []).filter((name) => !passwordsOf.includes(name));
    const example = without[0] ?? 'alice';
    if (elsewhere.length === 0 && without.length === 0) return [ok(`all ${all.length} have a password`)];
    return [
      ...(elsewhere.length > 0
        ? [
            missing(
              `${elsewhere.join(', ')}: the password is a file, which the cloud has not`,
              `write password: "secret:NAME" in the directory`,
            ),
          ]
        : []),
      ...(without.length > 0
        ? [
            missing(
              `the secret has no password ${without.join(', ')}: nobody can log in by it`,
              `https://${region}.console.aws.amazon.com/secretsmanager/secret?name=${encodeURIComponent(mailboxSecret ?? '')}&region=${region}, "Edit": add "${example}" to its JSON`,
            ),
          ]
        : []),
    ];
  },
};
