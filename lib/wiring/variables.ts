/** Names of environment variables: the CDK sets them together with the grant, the functions and the edge read them. */
export const variables = {
  /** Our name in Received, Authentication-Results and the SMTP greeting. */
  hostname: 'CITRUSMAIL_HOSTNAME',
  /** The one bucket (keys: wiring/keys.ts). */
  bucket: 'CITRUSMAIL_BUCKET',
  /** The one table (schema: wiring/table.ts). */
  table: 'CITRUSMAIL_TABLE',
  /** URL of the queue that starts the filter. */
  startQueue: 'CITRUSMAIL_START_QUEUE',
  /** URL of the queue of messages with copies to deliver. */
  deliveryQueue: 'CITRUSMAIL_DELIVERY_QUEUE',
  /** ARN of the Express state machine. */
  filter: 'CITRUSMAIL_FILTER',
  /** Name of the Firehose stream of the archive. */
  archive: 'CITRUSMAIL_ARCHIVE',
  /** ARN of the secret that holds the mailboxes' passwords, as JSON: name to password or scrypt hash. */
  mailboxSecret: 'CITRUSMAIL_MAILBOX_SECRET',
  /** ARN of the secret that holds the edge's certificate, as JSON: {certificate, key}, both PEM. */
  certificateSecret: 'CITRUSMAIL_CERTIFICATE_SECRET',
  /** `host:port` of a clamd that stays up; absent: the function runs the one in its layer. */
  clamd: 'CITRUSMAIL_CLAMD',
  /** Folder of ClamAV's programs; absent: `layerFolder`. */
  clamavPrograms: 'CITRUSMAIL_CLAMAV_PROGRAMS',
  /** Where ClamAV's signatures come from instead of its own servers: an address inside the organisation. */
  signatureMirror: 'CITRUSMAIL_SIGNATURE_MIRROR',
  /** Recursive name servers, `address` or `address:port`, with commas between them; absent: those of the system. */
  dnsServers: 'CITRUSMAIL_DNS_SERVERS',
  /** Hours that messages wait for an engine before they are held. */
  engineWaitHours: 'CITRUSMAIL_ENGINE_WAIT_HOURS',
  giveUpDays: 'CITRUSMAIL_GIVE_UP_DAYS',
  searchDays: 'CITRUSMAIL_SEARCH_DAYS',
  /** TLS on the way out: `opportunistic`, `required` or `off`. */
  deliveryTls: 'CITRUSMAIL_DELIVERY_TLS',
  maxMessageMegabytes: 'CITRUSMAIL_MAX_MESSAGE_MEGABYTES',
  /** Where the edge listens; absent: on all IPv4 addresses, ports 2525, 2995 and 2580. */
  listenHost: 'CITRUSMAIL_LISTEN_HOST',
  smtpPort: 'CITRUSMAIL_SMTP_PORT',
  pop3Port: 'CITRUSMAIL_POP3_PORT',
  healthPort: 'CITRUSMAIL_HEALTH_PORT',
  /** Seconds that messages on their way in have to end after SIGTERM; absent: `timing.drain`. */
  drainSeconds: 'CITRUSMAIL_DRAIN_SECONDS',
  /** Folder of the layer's ClamAV in the edge task; absent, or no such folder: no clamd there. */
  edgeClamav: 'CITRUSMAIL_EDGE_CLAMAV',
  /** What `citrusmail doctor` must know of the stack, as JSON (wiring/facts.ts). */
  facts: 'CITRUSMAIL_FACTS',
  /** `on`: text messages are sent, by SNS and straight to a number; absent: none. */
  notices: 'CITRUSMAIL_SMS',
  /** Most US dollars that one text message may cost. */
  noticeMaxPrice: 'CITRUSMAIL_SMS_MAX_PRICE',
  /** What telephones show as the sender, where the country has it; absent: SNS chooses. */
  noticeSenderId: 'CITRUSMAIL_SMS_SENDER_ID',
} as const;

export type Variable = (typeof variables)[keyof typeof variables];
