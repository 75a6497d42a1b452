// `clos init`: the starter files, each written once. Invariant: what exists is left as it is unless `--force` is given, and nothing is
// ever written through a symbolic link.

import { existsSync, lstatSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { UserFault } from '../core/faults.ts';
import { STARTER_FILES, type StarterFile } from './starter/files.ts';
import { columns, counted, type Paint, painter, printable } from './terminal.ts';
import { rootOf } from './work-tree.ts';
import type { Io } from './world.ts';

type Fate = 'written' | 'replaced' | 'same' | 'kept' | 'link';

interface Written {
  readonly file: StarterFile;
  readonly fate: Fate;
}

interface Init {
  readonly folder: string;
  readonly git: boolean;
  readonly files: readonly Written[];
}

/** `named`: of the repository, when it is not the one around `here`. */
function init(here: string, named: string | undefined, force: boolean): Init {
  const root = named === undefined ? rootOf(here) : rootAt(resolve(here, named));
  const project = projectName(root.folder);
  const files = STARTER_FILES.map((file) => ({
    file,
    fate: write(join(root.folder, file.path), file.text(project), force),
  }));
  return { ...root, files };
}

function rootAt(folder: string): { folder: string; git: boolean } {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new UserFault('usage', `There is no folder ${folder}.`, 'Make it first, or leave `--dir` out.');
  return { folder, git: existsSync(join(folder, '.git')) };
}

/** The name of the folder, as far as it can be a name. */
const projectName = (folder: string): string =>
  printable(basename(folder)).replace(/\s+/g, ' ').trim().slice(0, 80) || 'My project';

function write(path: string, text: string, force: boolean): Fate {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: 'wx' });
    return 'written';
  }
  if (!there.isFile()) return 'link';
  if (readFileSync(path, 'utf8') === text) return 'same';
  if (!force) return 'kept';
  writeFileSync(path, text);
  return 'replaced';
}

const MARK: Readonly<Record<Fate, string>> = { written: '+', replaced: '~', same: '=', kept: '=', link: '!' };

const TOLD: Readonly<Record<Fate, string>> = {
  written: '',
  replaced: 'replaced',
  same: 'is there already',
  kept: 'is there and differs: left as it is',
  link: 'is no plain file: left as it is',
};

function initText({ folder, git, files }: Init, paint: Paint): string {
  const changed = files.filter(({ fate }) => fate === 'written' || fate === 'replaced').length;
  const rows = files.map(({ file, fate }) => [
    paint(changedBy(fate) ? 'green' : 'yellow', MARK[fate]),
    file.path,
    paint('dim', TOLD[fate] || file.about),
  ]);
  return [
    `${changed === 0 ? 'Nothing to write' : `Wrote ${counted(changed, 'file')}`} in ${printable(folder)}.`,
    ...(git ? [] : ['This is no git repository yet: `git init` makes it one.']),
    '',
    ...columns(rows, '  '),
    '',
    ...(files.some(({ fate }) => fate === 'kept') ? ['`clos init --force` replaces what differs.', ''] : []),
    ...NEXT,
  ].join('\n');
}

const changedBy = (fate: Fate): boolean => fate === 'written' || fate === 'replaced';

const NEXT = [
  'Next',
  ...columns([
    ['  1', 'name the project and its stage in .clos/project.yml'],
    ['  2', 'clos validate', 'are the files right?'],
    ['  3', 'clos gate check', 'what does the next stage still need?'],
    ['  4', 'commit and push; the app answers on the next pull request as clos/stage-gate'],
  ]),
];

export function addInit(program: Command, io: Io): void {
  program
    .command('init')
    .description('write starter files: .clos/, the issue form for ideas, and workflows')
    .option('--dir <path>', 'the folder to write to; the top of the git repository without it')
    .option('--force', 'replace files that exist')
    .action((options: { dir?: string; force?: boolean }) => {
      const done = init(io.here.folder, options.dir, options.force === true);
      io.print(initText(done, painter(io.colours === true)));
    });
}
