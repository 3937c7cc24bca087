/** The effective policy of one recipient for a person to read: each setting, its value, and the scope that set it. */
import type { Rules } from './rules.ts';
import { settingsOf } from './paths.ts';
import type { Action, Edit } from './schema.ts';

/** One line a setting; a list has a line for each item below its setting. */
export function showEffective(rules: Rules, address: string): string[] {
  const { policy, origin } = rules.effective(address);
  const settings = settingsOf(policy);
  const width = Math.max(...settings.map(({ path }) => path.length));
  return settings.flatMap(({ path, value }) => {
    const items = Array.isArray(value) ? value.map((item: unknown) => `  - ${inWords(item)}`) : [];
    const shown = !Array.isArray(value) ? inWords(value) : value.length === 0 ? 'none' : `${value.length} in order`;
    return [`${path.padEnd(width)}  ${shown}  (${origin(path)})`, ...items];
  });
}

function inWords(value: unknown): string {
  if (isDetailed(value)) return actionInWords(value);
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) =>
      key === 'action' ? `-> ${inWords(item)}` : `${key} ${Array.isArray(item) ? item.join(' ') : inWords(item)}`,
    )
    .join(', ');
}

type Detailed = Exclude<Action, string>;

const isDetailed = (value: unknown): value is Detailed =>
  typeof value === 'object' && value !== null && 'fate' in value;

function actionInWords({ fate, redirectTo, copyTo, edits = [] }: Detailed): string {
  const to = redirectTo === undefined ? '' : ` to ${redirectTo}`;
  const copy = copyTo === undefined ? '' : `, copy to ${copyTo}`;
  return `${fate}${to}${copy}${edits.map((edit) => ` + ${editInWords(edit)}`).join('')}`;
}

function editInWords(edit: Edit): string {
  if ('header' in edit) return `header ${edit.header.name}: ${edit.header.value}`;
  if ('subject' in edit) return `subject ${edit.subject}`;
  if ('banner' in edit) return 'banner';
  return 'strip' in edit ? 'strip' : `folder ${edit.folder}`;
}
