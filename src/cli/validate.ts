// `clos validate`: every file under `.clos/` with its kind, and every problem with its place and mend. Files that nothing reads are told,
// because a rule in a misspelt file holds nobody back.

import { existsSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import { UserFault } from '../core/faults.ts';
import type { TreeFile } from '../core/gates/model.ts';
import type { ConfigurationProblem } from '../core/policy.ts';
import { kindOf } from '../policy/files.ts';
import { LIMITS } from '../policy/limits.ts';
import { readFile } from '../policy/read.ts';
import { readable } from '../policy/tree-files.ts';
import { EndWith, EXIT } from './exit.ts';
import { evidenceOf, type Loaded, load } from './gate/load.ts';
import { placeText, problemLines } from './gate/text.ts';
import { IDEAS_PATH, type IdeaForm, type IdeaGround, ideaGround } from './idea/ground.ts';
import { jsonText } from './json.ts';
import { isEvidence, isForLater, strayFile } from './strays.ts';
import { columns, counted, type Paint, painter, printable } from './terminal.ts';
import type { Io } from './world.ts';

interface Validated {
  readonly path: string;
  /** Such as `gates` or `evidence`; null: nothing reads it. */
  readonly kind: string | null;
  readonly problems: readonly ConfigurationProblem[];
  /** Not wrong, but hardly as meant. */
  readonly notices: readonly ConfigurationProblem[];
}

/** `only`: paths from the root; all of them when empty. */
function validate(loaded: Loaded, only: readonly string[]): readonly Validated[] {
  const named = loaded.projects.flatMap((one) => (one.kind === 'project' ? [one.project.evidence] : []));
  const files = loaded.tree.filter(({ kind }) => kind !== 'folder').map(({ path }) => path);
  // A project or folder that is broken in itself, such as one with several spellings, is told under its own path.
  const paths = [...files, ...loaded.projects.flatMap((one) => (one.kind === 'broken' ? [one.path] : []))];
  const chosen = [...new Set(paths)].filter(
    (path) => only.length === 0 || only.some((one) => within(path, one)),
  );
  const ground = ideaGround(loaded.root.folder, loaded.tree);
  const isForm = chosen.includes(IDEAS_PATH);
  return [
    ...chosen.toSorted().map((path) => validated(loaded, ground, path, named)),
    ...(isForm && ground.form !== null ? [{ ...told(ground.form), kind: 'issue form' }] : []),
  ];
}

const told = ({ path, problems, notices }: IdeaForm): Omit<Validated, 'kind'> => ({
  path,
  problems,
  notices,
});

const within = (path: string, folder: string): boolean =>
  folder === '' || path === folder || path.startsWith(`${folder}/`);

function validated(loaded: Loaded, ground: IdeaGround, path: string, named: readonly string[]): Validated {
  const entry = loaded.tree.find((one) => one.path === path);
  const kind = kindOf(path)?.name ?? null;
  const project = loaded.projects.find((one) => one.kind === 'broken' && one.path === path);
  if (project?.kind === 'broken') return { path, kind: 'project', problems: project.problems, notices: [] };
  if (kind === 'project') return { path, kind, problems: [], notices: [] };
  if (kind === 'gates') return { path, kind, problems: loaded.problems, notices: gateNotices(loaded) };
  if (kind === 'ideas') return { path, kind, ...ground.file, notices: ideaNotices(ground) };
  if (kind !== null && entry !== undefined) return { path, kind, problems: read(entry), notices: [] };
  if (named.includes(path) || isEvidence(path)) return evidence(loaded, path, named.includes(path));
  if (isForLater(path)) return { path, kind: 'not read by this command', problems: [], notices: [] };
  return { path, kind: null, problems: [], notices: [strayFile(path)] };
}

const gateNotices = ({ notices, elsewhere }: Loaded): readonly ConfigurationProblem[] =>
  elsewhere === null ? notices : [...notices, elsewhere];

const ideaNotices = ({ file, elsewhere }: IdeaGround): readonly ConfigurationProblem[] =>
  elsewhere === null ? file.notices : [...file.notices, elsewhere];

function read(entry: TreeFile): readonly ConfigurationProblem[] {
  const kind = kindOf(entry.path);
  const content = readable(entry);
  if (!content.ok) return [content.problem];
  const reading = kind === null ? null : readFile(kind, entry.path, content.text, LIMITS);
  return reading === null || reading.ok ? [] : reading.problems;
}

function evidence(loaded: Loaded, path: string, isNamed: boolean): Validated {
  const reading = evidenceOf(loaded, path);
  // Rules that cannot be read do not make evidence wrong.
  const problems = reading.kind === 'broken' && loaded.rules !== null ? reading.problems : [];
  const notices = reading.kind === 'read' && loaded.rules !== null ? reading.notices : [];
  // A project that cannot be read may be the one that names it.
  const isUnused = !isNamed && loaded.projects.every(({ kind }) => kind === 'project');
  return {
    path,
    kind: 'evidence',
    problems,
    notices: isUnused ? [...notices, nobodysEvidence(path)] : notices,
  };
}

const at = (file: string) => ({ file, line: 1, column: 1 });

const nobodysEvidence = (path: string): ConfigurationProblem => ({
  ...at(path),
  code: 'cli.unused-evidence',
  message: 'No project names this file as its evidence.',
  mend: `Write \`evidence: ${path}\` in a project file, or delete it.`,
});

const STATES = {
  problem: { mark: '✗', colour: 'red' },
  notice: { mark: '!', colour: 'yellow' },
  well: { mark: '✓', colour: 'green' },
} as const;

const stateOf = ({ problems, notices }: Validated): keyof typeof STATES => {
  if (problems.length > 0) return 'problem';
  return notices.length > 0 ? 'notice' : 'well';
};

function validateText(all: readonly Validated[], paint: Paint): string {
  const mark = (state: keyof typeof STATES): string => paint(STATES[state].colour, STATES[state].mark);
  const told = [
    ...all.flatMap(({ problems }) => problems.map((one) => problemLines(one, mark('problem'), paint))),
    ...all.flatMap(({ notices }) => notices.map((one) => problemLines(one, mark('notice'), paint))),
  ];
  const list = columns(
    all.map((one) => [mark(stateOf(one)), printable(one.path), paint('dim', one.kind ?? 'unknown')]),
  );
  return [...told, list, [endLine(all)]].map((lines) => lines.join('\n')).join('\n\n');
}

function endLine(all: readonly Validated[]): string {
  const problems = all.flatMap((one) => one.problems);
  const [first] = problems;
  if (first === undefined)
    return `${counted(all.length, 'file')}, no problem.\nNext: \`clos gate check\` says what the next stage still needs.`;
  return `${counted(problems.length, 'problem')} in ${counted(all.length, 'file')}.\nNext: mend ${placeText(first)}, then run \`clos validate\` again.`;
}

function pathIn(io: Io, root: string, path: string): string {
  const place = resolve(io.here.folder, path);
  const inner = relative(root, place).split(sep).join('/');
  if (!existsSync(place)) throw new UserFault('usage', `There is no ${path}.`, 'Check the path.');
  if (inner !== '' && !within(inner, '.clos'))
    throw new UserFault(
      'usage',
      `${path} does not lie in \`.clos/\`.`,
      'Only files under `.clos/` are read.',
    );
  return inner;
}

interface Options {
  readonly format: 'text' | 'json';
}

function validateCommand(io: Io, paths: readonly string[], { format }: Options): void {
  const loaded = load(io.here.folder);
  const only = paths.map((path) => pathIn(io, loaded.root.folder, path));
  const all = validate(loaded, only);
  if (all.length === 0)
    throw new UserFault(
      'no-files',
      `There are no files under \`.clos/\` in ${loaded.root.folder}.`,
      'Run `clos init` to write some.',
    );
  io.print(format === 'json' ? jsonText(all) : validateText(all, painter(io.colours === true)));
  if (all.some(({ problems }) => problems.length > 0)) throw new EndWith(EXIT.failed);
}

export function addValidate(program: Command, io: Io): void {
  program
    .command('validate')
    .description('check every file under .clos/, each problem with its place and mend')
    .argument('[paths...]', 'files or folders under .clos/; all of them without it')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action((paths: string[], options: Options) => validateCommand(io, paths, options));
}
