import { globSync, readFileSync, statSync } from 'node:fs';

import { type Call, type Command, CommandFailed, type ExitStatus, operatedOptions, UsageError } from '../command.ts';
import { type Operate, operateOften } from '../installation.ts';
import { progress } from '../output.ts';

export const command: Command = {
  usage: `citrusmail train spam FILE...      each file one message; a folder: all files in it
citrusmail train ham FILE...
citrusmail train undo LESSON...    the id that teaching printed

What is learned is this installation's own, on top of the shipped model; the more there is, the more it counts
(from five messages of either kind on).
All take --json, --data DIR or --cloud NAME[@REGION]. Exit status: 3 if a file could not be read.`,
  options: operatedOptions,
  async run(call) {
    const [verb, ...names] = call.positionals;
    if (names.length === 0) throw new UsageError('train wants spam, ham or undo, and then files or lessons');
    if (verb === 'spam' || verb === 'ham') {
      const files = names.flatMap(filesOf);
      return operateOften(call.flags, (operate) => teach(call, verb, files, operate));
    }
    if (verb === 'undo') return operateOften(call.flags, (operate) => undo(call, names, operate));
    throw new UsageError('train wants one of spam, ham, undo');
  },
};

function filesOf(name: string): string[] {
  const stat = statSync(name, { throwIfNoEntry: false });
  if (!stat) throw new CommandFailed(`There is no file ${name}.`);
  if (!stat.isDirectory()) return [name];
  return globSync(`${name}/**/*`).filter((file) => statSync(file).isFile());
}

async function teach({ out }: Call, kind: 'spam' | 'ham', files: string[], operate: Operate): Promise<ExitStatus> {
  const bar = progress(`Learning ${kind}`, files.length);
  let fresh = 0;
  for (const [index, file] of files.entries()) {
    const bytes = readFileSync(file).toString('base64');
    const learned = (await operate('train.bytes', { bytes, kind })) as { lesson: string; fresh: boolean };
    if (learned.fresh) fresh++;
    out.data({ file, kind, ...learned });
    if (files.length === 1) out.say(`Lesson ${learned.lesson}`);
    bar.at(index + 1);
  }
  bar.end();
  const known = files.length - fresh;
  out.say(`Learned ${fresh} as ${kind}${known > 0 ? `; ${known} were known already` : ''}.`);
  return 0;
}

async function undo({ out }: Call, lessons: string[], operate: Operate): Promise<ExitStatus> {
  for (const lesson of lessons) {
    await operate('train.undo', { lesson });
    out.data({ lesson, undone: true });
    out.say(`Lesson ${lesson} taken back.`);
  }
  return 0;
}
