// Every word a check says about a configuration that is not in force.

import type { ConfigurationFacts, ConfigurationProblem } from './policy.ts';
import type { Inline, Text, Verdict, VerdictStatus } from './verdict.ts';

type Problems = Pick<ConfigurationFacts, 'problems'>;

/** Rows shown of a table; what is left out is counted. */
const ROWS = 25;

export function brokenTitle({ problems }: Problems): string {
  const first = problems[0];
  if (!first) return 'Configuration broken: it could not be read';
  const more = problems.length > 1 ? ` and ${problems.length - 1} more` : '';
  return `Configuration broken: ${first.code} at ${where(first)}${more}`;
}

/** Without rules nothing can be judged, so the answer is red with the lines to mend. */
export const brokenVerdict = ({ problems }: Problems): Verdict => ({
  rule: 'configuration',
  status: 'error',
  because: [
    'The configuration of this repository cannot be used, and there is no earlier good version. ',
    'Without rules nothing can be judged, so this check is red.',
  ],
  children: problems.length === 0 ? [] : [problemList('What is wrong', problems, 'error')],
});

export const brokenNext: Text = [
  'Mend the lines above on the default branch. ',
  'Every open pull request is judged again as soon as that lands; nothing else is needed here. ',
  'Where this check guards the default branch, someone who may bypass it has to merge the repair.',
];

/** The newest file is broken and the one before it still rules: said, but nobody is held up by it. */
export const lastGoodVerdict = ({ problems }: Problems): Verdict =>
  problemList('The newest configuration is broken; the last good one is in force', problems, 'info');

const where = ({ file, line, column }: ConfigurationProblem) => `${file}:${line}:${column}`;

/** Messages quote the file, so they are as untrusted as the file. */
function problemList(
  heading: string,
  problems: readonly ConfigurationProblem[],
  status: VerdictStatus,
): Verdict {
  const rows = problems
    .slice(0, ROWS)
    .map((problem): readonly Text[] => [
      [{ code: where(problem) }],
      [{ untrusted: problem.message }],
      quoted(problem.mend),
      [{ code: problem.code }],
    ]);
  const left = problems.length - ROWS;
  if (left > 0) rows.push([[`and ${left} more`], [], [], []]);
  return {
    rule: 'configuration',
    status,
    because: [heading],
    table: { columns: ['Where', 'What is wrong', 'What to do', 'Code'], rows },
    children: [],
  };
}

/** Our own hints may quote with backticks, as in "write `limit: 5`". */
const quoted = (hint: string): Text =>
  hint
    .split(/`([^`]+)`/)
    .map((part, index): Inline => (index % 2 === 1 ? { code: part } : part))
    .filter((part) => part !== '');
