// The check `clos/config`: what a commit that is not in force does to configuration files. Nothing of it takes effect here:
// policy is read on default branches only.

import type { Annotation, DesiredCheck } from '../effect.ts';
import type { ConfigurationProblem } from '../policy.ts';
import type { Text, Verdict } from '../verdict.ts';
import { cut } from './text.ts';

export interface ProposedFile {
  readonly path: string;
  readonly deleted: boolean;
  /** Why it would not take effect, or not wholly. */
  readonly problems: readonly ConfigurationProblem[];
  readonly notices: readonly ConfigurationProblem[];
  readonly changes: readonly {
    readonly setting: string;
    readonly before: string | null;
    readonly after: string | null;
  }[];
}

const ROWS = 25;

export function proposalCheck(
  files: readonly ProposedFile[],
): Pick<DesiredCheck, 'outcome' | 'title' | 'verdict' | 'next'> {
  const problems = files.reduce((sum, file) => sum + file.problems.length, 0);
  const good = problems === 0;
  const count = problems === 1 ? '1 problem' : `${problems} problems`;
  return {
    outcome: { status: 'completed', conclusion: good ? 'success' : 'failure' },
    title: good ? 'Configuration is valid; takes effect after merge' : `Configuration has ${count}`,
    verdict: {
      rule: 'configuration.proposed',
      status: good ? 'pass' : 'fail',
      because: good
        ? [
            'These configuration files are valid. They take effect after merge; until then the default branch decides.',
          ]
        : ['Merged like this, it would not take effect as written. Until then the default branch decides.'],
      children: files.flatMap(fileVerdicts),
    },
    next: good ? GOOD_NEXT : BROKEN_NEXT,
  };
}

const GOOD_NEXT: Text = [
  'Nothing to do. Open pull requests are judged again as soon as this is on the default branch.',
];

const BROKEN_NEXT: Text = ['Mend the lines named above and push; this check looks again by itself.'];

function fileVerdicts(file: ProposedFile): Verdict[] {
  const heading = (text: string): Text => [{ code: file.path }, text];
  return [
    ...table(heading(': what is wrong'), 'fail', file.problems.map(problemRow), PROBLEM_COLUMNS),
    ...table(heading(': remarks'), 'info', file.notices.map(problemRow), PROBLEM_COLUMNS),
    ...(file.problems.length > 0 ? [] : effects(file, heading)),
  ];
}

const PROBLEM_COLUMNS = ['Where', 'What is wrong', 'What to do', 'Code'];

function effects(file: ProposedFile, heading: (text: string) => Text): Verdict[] {
  if (file.changes.length === 0) {
    const because = heading(file.deleted ? ' is deleted; nothing else changes.' : ' changes no setting.');
    return [{ rule: 'configuration.effect', status: 'info', because, children: [] }];
  }
  const rows = file.changes.map(({ setting, before, after }): readonly Text[] => [
    [{ code: setting }],
    [before === null ? 'not there' : { untrusted: before }],
    [after === null ? 'not there' : { untrusted: after }],
  ]);
  const verb = file.deleted ? ' is deleted; what changes after merge' : ': what changes after merge';
  return table(heading(verb), 'info', rows, ['Setting', 'Now', 'After']);
}

function table(
  because: Text,
  status: Verdict['status'],
  all: readonly (readonly Text[])[],
  columns: readonly string[],
): Verdict[] {
  if (all.length === 0) return [];
  const left = all.length - ROWS;
  const rows = [
    ...all.slice(0, ROWS),
    ...(left > 0 ? [[[`and ${left} more`], ...columns.slice(1).map(() => [])]] : []),
  ];
  return [{ rule: 'configuration.file', status, because, table: { columns, rows }, children: [] }];
}

const problemRow = (problem: ConfigurationProblem): readonly Text[] => [
  [{ code: `${problem.file}:${problem.line}:${problem.column}` }],
  [{ untrusted: problem.message }],
  [{ untrusted: problem.mend }],
  [{ code: problem.code }],
];

/** GitHub takes 255 characters of title and 64 KB of message; ours are far below. */
const TITLE_LENGTH = 200;
const MESSAGE_LENGTH = 2_000;

/** Plain text: GitHub reads no Markdown there. Only about the commit's own files. */
export function proposalAnnotations(files: readonly ProposedFile[]): readonly Annotation[] {
  return files.flatMap(({ path, problems, notices }) => [
    ...problems.map((one) => annotation(path, one, 'failure')),
    ...notices.map((one) => annotation(path, one, 'warning')),
  ]);
}

const annotation = (
  path: string,
  { file, line, column, code, message, mend }: ConfigurationProblem,
  level: Annotation['level'],
): Annotation => {
  const own = file === path;
  const text = own ? `${message} ${mend}` : `${file}:${line}:${column}: ${message} ${mend}`;
  return {
    path,
    line: own ? line : 1,
    column: own ? column : 1,
    level,
    title: cut(code, TITLE_LENGTH),
    message: cut(text, MESSAGE_LENGTH),
  };
};
