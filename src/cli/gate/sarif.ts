// A report as SARIF 2.1.0, for code scanning and editors. Only what is wrong becomes a result: GitHub shows every result as an alert.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html

import { createHash } from 'node:crypto';
import type { GateRow } from '../../core/gates/decision.ts';
import type { ConfigurationProblem } from '../../core/policy.ts';
import { exitCodeOf, type ProjectReport, type Report } from './report.ts';

interface Result {
  readonly ruleId: string;
  readonly level: 'error' | 'warning' | 'note';
  readonly text: string;
  readonly place: { readonly file: string; readonly line: number; readonly column: number };
  /** What stays the same while lines move. */
  readonly fingerprint: string;
}

export function sarifOf(report: Report): object {
  const results = [
    ...report.problems.map((one) => problemResult(one, 'error')),
    ...report.projects.flatMap((project) => project.rows.flatMap((row) => rowResult(project, row))),
    ...report.notices.map((one) => problemResult(one, 'note')),
  ];
  const ids = [...new Set(results.map(({ ruleId }) => ruleId))];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'clos', rules: ids.map(ruleOf(report)) } },
        automationDetails: { id: 'clos/stage-gate/' },
        // Judged to the end, whatever came of it.
        invocations: [{ executionSuccessful: true, exitCode: exitCodeOf(report) }],
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { description: { text: 'The top of the repository.' } } },
        results: results.map((one) => resultOf(one, ids)),
      },
    ],
  };
}

const problemResult = (problem: ConfigurationProblem, level: Result['level']): Result => ({
  ruleId: problem.code,
  level,
  text: `${problem.message} ${problem.mend}`,
  place: problem,
  fingerprint: `${problem.code}:${problem.file}:${problem.message}`,
});

function rowResult(project: ProjectReport, row: GateRow): Result[] {
  if (row.state === 'met' || row.state === 'waived') return [];
  return [
    {
      ruleId: `gate/${row.criterion}`,
      level: row.state === 'not-met' ? 'error' : 'warning',
      text: [`${row.title}: ${row.found || 'not met'}.`, row.reason, row.hint].filter(Boolean).join(' '),
      place: row.place ?? { file: project.path, line: 1, column: 1 },
      fingerprint: `${row.project}:${row.from}:${row.criterion}`,
    },
  ];
}

const ruleOf =
  ({ projects }: Report) =>
  (id: string): object => {
    const row = projects
      .flatMap(({ rows }) => rows)
      .find(({ criterion, state }) => `gate/${criterion}` === id && state !== 'met');
    return { id, shortDescription: { text: row?.title ?? 'A file under .clos/ is not as it should be.' } };
  };

const resultOf = ({ ruleId, level, text, place, fingerprint }: Result, ids: readonly string[]): object => ({
  ruleId,
  ruleIndex: ids.indexOf(ruleId),
  level,
  message: { text },
  locations: [
    {
      physicalLocation: {
        artifactLocation: {
          uri: place.file.split('/').map(encodeURIComponent).join('/'),
          uriBaseId: 'SRCROOT',
        },
        region: { startLine: place.line, startColumn: place.column },
      },
    },
  ],
  // The one name that GitHub knows; without it, it would hash the line.
  partialFingerprints: { primaryLocationLineHash: `${hash(fingerprint)}:1` },
});

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
