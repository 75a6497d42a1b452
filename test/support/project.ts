// A team whose repository holds a project, and how its gate's check reads.

import type { GitHub } from '../github/simulator.ts';
import type { CheckRun } from '../github/state/model.ts';
import type { System } from './system.ts';

export const GATE = 'clos/stage-gate';

export const project = (stage: string, more = ''): string =>
  `version: 1\nname: Shop\nstage: ${stage}\nevidence: .clos/evidence.yml\n${more}`;

/** What leaves DISCOVERY with the default gates. */
export const evidence = (interviews: number, validated = true): string =>
  `customerInterviews: ${interviews}\nproblemValidation: ${validated}\n`;

/** No configuration of limits, one project, and whatever else. Returns the installation's id. */
export async function formProject(
  system: System,
  name: string,
  files: Readonly<Record<string, string>> = {},
): Promise<number> {
  const { github } = system;
  const [owner = '', repository = ''] = name.split('/');
  github.createOrganization(owner);
  github.createRepository({
    owner,
    name: repository,
    files: { '.clos/project.yml': project('DISCOVERY'), '.clos/evidence.yml': evidence(2), ...files },
  });
  const id = github.install({ owner });
  await system.settle();
  return id;
}

/** The one visible check of the gates; null when there is none. */
export function gateRun(github: GitHub, name: string, number: number): CheckRun | null {
  const runs = github.visibleChecks(name, number).filter((run) => run.name === GATE);
  if (runs.length > 1) throw new Error(`pull request ${number} shows ${runs.length} checks`);
  return runs[0] ?? null;
}

/** `success`, `failure`, `queued` …; null when there is none. */
export function gate(github: GitHub, name: string, number: number): string | null {
  const run = gateRun(github, name, number);
  return run && (run.conclusion ?? run.status);
}

/** All that the check says, as Markdown. */
export function gateText(github: GitHub, name: string, number: number): string {
  const output = gateRun(github, name, number)?.output;
  return `${output?.title}\n${output?.summary}\n${output?.text}`;
}

export interface HistoryRow {
  readonly slug: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly pull: number | null;
  readonly verdict: string | null;
}

export const history = (system: System, name: string): Promise<HistoryRow[]> =>
  system.query<HistoryRow>(
    `SELECT t.slug, t.from_stage AS "from", t.to_stage AS "to", t.pull_number AS pull, t.judged->>'verdict' AS verdict
     FROM stage_transitions t JOIN repositories r USING (installation_id, repository_id)
     WHERE r.owner || '/' || r.name = $1 ORDER BY t.transition_id`,
    [name],
  );
