/** The policy that is shipped: an administrator could run it unchanged. docs/policy.md gives the reason for every line. */
import type { Action, AttachmentRule, Outcomes, Policy } from './schema.ts';

/** What Windows and macOS run at a double click and no magic number gives away; classes cover what has one. */
const runsAtDoubleClick = (
  'js jse vb vbs vbe ws wsf wsh wsc sct shb shs hta ps1 ps1xml ps2 ps2xml psc1 psc2 psm1 cdxml msh msh1 msh2 bat cmd pif scr cpl ' +
  'msc reg inf ins isp jar chm xll wll appref-ms application settingcontent-ms library-ms search-ms scf url website iqy ' +
  'command tool terminal scpt scptd applescript workflow'
)
  .split(' ')
  .map((extension) => `*.${extension}`);

const attachmentRules: AttachmentRule[] = [
  { class: 'executable', action: 'quarantine' },
  { class: 'shortcut', action: 'quarantine' },
  { class: 'disk-image', action: 'quarantine' },
  { name: runsAtDoubleClick, action: 'quarantine' },
];

/** What could not be examined is held like what was found out (promise 2). */
const held: Outcomes = { infected: 'quarantine', unscannable: 'quarantine', failed: 'quarantine' };

/** An encrypted archive is often honest; what is inside is for the recipient to judge, so the tag warns. */
const contents: Outcomes = {
  ...held,
  suspicious: 'quarantine',
  encrypted: { fate: 'deliver', edits: [{ subject: '[ENCRYPTED]' }] },
};

const tagAsSpam: Action = { fate: 'deliver', edits: [{ subject: '[SPAM]' }] };

/** Quarantine is the strictest fate here: nothing is lost that a person did not choose to lose. */
export const defaults: Policy = {
  examiners: {
    'antivirus/clamav': 'on',
    'antivirus/yara': 'on',
    'antivirus/documents': 'on',
    attachments: 'on',
    authentication: 'on',
    wire: 'on',
    spam: 'on',
  },
  antivirus: contents,
  attachments: { ...contents, rules: attachmentRules },
  /** What is suspicious in these two speaks by its points. */
  wire: held,
  authentication: { ...held, DMARC_FAIL_REJECT: 'quarantine' },
  spam: {
    ...held,
    atLeast: [
      { points: 5, action: tagAsSpam },
      { points: 8, action: 'quarantine' },
    ],
  },
  lists: { allow: [], block: [] },
  quarantine: { days: 30, userMayRelease: true, digest: true },
  notify: [],
  zone: 'UTC',
  locale: 'en',
};
