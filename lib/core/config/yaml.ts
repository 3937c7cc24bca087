/** Reads YAML as people should write it here: no aliases, anchors or tags, each key once; and knows the line of every value. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document } from 'yaml';

import type { Found, Path, Problem, Read } from './problem.ts';
import { pathText } from './problem.ts';
import { syntaxSentence, telling } from './yaml-errors.ts';

export interface Source {
  value: unknown;
  /** Gives a problem its line. */
  locate: (found: Found) => Problem;
}

/** A policy with 10,000 recipients of its own is about 1 MB. */
const largest = 4_000_000;
const deepest = 20;

export function readYaml(text: string, file: string): Read<Source> {
  const whole = (message: string): { errors: Problem[] } => ({
    errors: [{ file, line: 1, column: 1, path: '', message }],
  });
  if (text.length > largest)
    return whole(`The file is larger than ${largest / 1_000_000} MB: that is no document of ours.`);
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true, version: '1.2' });
    const source = sourceOf(document, lines, file);
    const syntax = telling([...document.errors, ...document.warnings]);
    const errors = [
      ...syntax.map((error) => at(error.pos[0], syntaxSentence(error, text), lines, file)),
      ...(syntax.length > 0 ? [] : hazards(document)).map(({ offset, message }) => at(offset, message, lines, file)),
    ];
    return errors.length > 0 ? { errors } : { ok: source };
  } catch (error) {
    // Thousands of open brackets overflow the parser's stack.
    if (error instanceof RangeError)
      return whole(`The file is nested deeper than ${deepest} levels: write it flatter.`);
    throw error;
  }
}

function sourceOf(document: Document.Parsed, lines: LineCounter, file: string): Source {
  return {
    get value(): unknown {
      return document.toJS({ maxAliasCount: 0 });
    },
    locate: ({ path, at: where, message }) => ({
      ...at(offsetOf(document, path, where), message, lines, file),
      path: pathText(path),
    }),
  };
}

function at(offset: number, message: string, lines: LineCounter, file: string): Problem {
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(line, 1), column: Math.max(col, 1), path: '', message };
}

/** Where the path leads, or the deepest place on the way that exists. */
function offsetOf(document: Document.Parsed, path: Path, where: Found['at']): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range?.[0] ?? 0;
  for (const [i, step] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === String(step));
      if (!pair) return offset;
      const isKey = (where === 'key' && i === path.length - 1) || startOf(pair.value) === undefined;
      offset = (isKey ? startOf(pair.key) : startOf(pair.value)) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
    } else return offset;
  }
  return offset;
}

/** An empty value has a range too, but behind the line that it is missing on. */
function startOf(node: unknown): number | undefined {
  if (isScalar(node) && node.value === null && node.source === '') return undefined;
  return isScalar(node) || isMap(node) || isSeq(node) ? node.range?.[0] : undefined;
}

function hazards(document: Document.Parsed): { offset: number; message: string }[] {
  const found: { offset: number; message: string }[] = [];
  visit(document, {
    Node(_key, node, path) {
      const offset = node.range?.[0] ?? 0;
      if (isAlias(node)) {
        found.push({ offset, message: `The alias *${node.source} is not allowed: write the value out.` });
      } else if (node.anchor !== undefined) {
        found.push({ offset, message: `The anchor &${node.anchor} is not allowed: take it out.` });
      } else if (node.tag !== undefined) {
        found.push({ offset, message: 'Tags such as !this are not allowed: take it out.' });
      }
      // A level of the document is two steps of the path: the pair and its collection.
      if (path.length <= deepest * 2) return undefined;
      found.push({ offset, message: `This is nested deeper than ${deepest} levels: write it flatter.` });
      return visit.BREAK;
    },
  });
  return found;
}
