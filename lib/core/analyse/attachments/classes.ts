/** Short questions about what a part is. */
import type { Part, TypeClass } from '../../message/open/opened.ts';

export type ClassSet = ReadonlySet<TypeClass>;

/** What its names claim. */
export function claimed(part: Part): ClassSet {
  return new Set(part.types.filter((type) => type.by === 'name').map((type) => type.class));
}

/** What its content shows. */
export function shown(part: Part): ClassSet {
  return new Set(part.types.filter((type) => type.by !== 'name').map((type) => type.class));
}

export function isA(part: Part, ...classes: TypeClass[]): boolean {
  return part.types.some((type) => classes.includes(type.class));
}

/** Scripts that Windows runs at a double click; those of Unix are sent around by honest people all day. */
const windowsScripts = new Set([
  'text/javascript',
  'text/vbscript',
  'application/x-windows-script',
  'application/hta',
  'application/x-bat',
  'application/x-powershell',
  'application/x-ms-registry',
  'application/x-msh',
]);

export function isWindowsScript(part: Part): boolean {
  return part.types.some((type) => type.class === 'script' && windowsScripts.has(type.type));
}

/** What an attacker wants to be started. */
export function isDangerous(part: Part): boolean {
  return isA(part, 'executable', 'shortcut') || isWindowsScript(part);
}

/** Attached rather than shown: named, marked so, or found inside of something else. */
export function isAttached(part: Part): boolean {
  return part.disposition === 'attachment' || part.names.length > 0 || part.origin !== 'mime';
}

export function nameOf(part: Part): string {
  return part.names[0] ?? '';
}
