/** The settings file that the first start writes: every setting with its default and what it means. */

export interface FirstSettings {
  hostname: string;
  smtp: string;
  pop3: string;
  extranet: string;
}

const first: FirstSettings = {
  hostname: 'localhost.localdomain',
  smtp: '127.0.0.1:2525',
  pop3: '127.0.0.1:2110',
  extranet: '127.0.0.1:8025',
};

export function defaultSettingsText(values: Partial<FirstSettings> = {}): string {
  const { hostname, smtp, pop3, extranet } = { ...first, ...values };
  return `# Settings of this filter. They are read at the start; "citrusmail config check" says what is wrong with them.
# What happens to mail is not here: see "citrusmail policy" and "citrusmail directory".
# Paths are relative to the data directory.

# Our name in the greeting, in Received and in Authentication-Results: the name that the MX record has.
hostname: ${hostname}

smtp:
  # For the world: "0.0.0.0:25", or "[::]:25" for IPv6 too.
  listen: "${smtp}"
  # Without these two a self-signed certificate is made at the first start.
  # tls: { certificate: tls/fullchain.pem, key: tls/key.pem }
  maxMessageMegabytes: 40
  maxRecipients: 100
  maxConnections: 500
  maxConnectionsPerClient: 50

pop3:
  listen: "${pop3}"
  # Where a password may come without TLS: loopback, never or always.
  clearTextLogin: loopback

extranet:
  listen: "${extranet}"

# Threads that open and analyse messages; without it one for each processor.
# workers: 2

# auto: a clamd of our own, from this machine's ClamAV or unpacked from Debian packages. off: no ClamAV.
# Also { off: "the reason" }; { socket: /run/clamav/clamd.ctl } or { host: "192.0.2.7", port: 3310 } for a clamd that runs
# already; { signatures: /var/lib/clamav } for our own with signatures from there.
# While an engine that is on is not there, mail waits.
clamav: auto

# on: the starter rules. off: no YARA. { rules: yara } adds the rules of a folder.
yara: on

# The system's resolvers, unless some are named: { servers: ["192.0.2.53"] }
dns: {}

# How long mail waits for an engine before it is held in quarantine, to be scanned again when the engine is back.
waiting: { hours: 4 }

delivery:
  # How long delivery is tried before the sender is told.
  giveUpDays: 5
  # TLS to the next server: opportunistic, required or off.
  tls: opportunistic

# Who sends text messages, for the rules under "notify" in the policy: off, or Amazon SNS with the credentials that AWS's own
# tools would use, and the most that one may cost in US dollars:
# { sns: { region: eu-central-1, maxPrice: 0.1, senderId: Office } }
sms: off

# How long the log is searchable.
retention: { searchDays: 60 }
`;
}
