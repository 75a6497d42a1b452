// A team on the simulated GitHub: one organisation, one repository, the app installed, and how its checks read.

import type { GitHub } from '../github/simulator.ts';
import type { System } from './system.ts';

export const REPOSITORY = 'acme/shop';

export const config = (
  limit: number,
  more: { mode?: string; onLimit?: string; drafts?: string } = {},
): string =>
  [
    'version: 1',
    `mode: ${more.mode ?? 'enforce'}`,
    'wip:',
    `  limit: ${limit}`,
    `  onLimit: ${more.onLimit ?? 'queue'}`,
    `  drafts: ${more.drafts ?? 'exclude'}`,
    '',
  ].join('\n');

/** Returns the installation's id. `file` null: no configuration at all. */
export async function formTeam(
  system: System,
  file: string | null = config(2),
  name = REPOSITORY,
): Promise<number> {
  const { github } = system;
  const [owner = '', repository = ''] = name.split('/');
  github.createOrganization(owner);
  github.createRepository({
    owner,
    name: repository,
    ...(file === null ? {} : { files: { '.clos/config.yml': file } }),
  });
  const id = github.install({ owner });
  await system.settle();
  return id;
}

export async function openPulls(system: System, count: number, name = REPOSITORY): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    system.github.openPull(name, { author: `dev${i + 1}` });
    await system.settle();
  }
}

/** How the one visible `clos/wip` reads: `success: Holds slot 1 of 2`; null when there is none. */
export function check(github: GitHub, number: number, name = REPOSITORY): string | null {
  const runs = github.visibleChecks(name, number).filter((run) => run.name === 'clos/wip');
  if (runs.length > 1) throw new Error(`pull request ${number} shows ${runs.length} checks`);
  const [run] = runs;
  return run ? `${run.conclusion ?? run.status}: ${run.output?.title ?? ''}` : null;
}

export const checks = (github: GitHub, numbers: readonly number[], name = REPOSITORY): (string | null)[] =>
  numbers.map((number) => check(github, number, name));

/** Holders and waiters by the rows: `held`, `queued`, or nothing. */
export async function locks(system: System): Promise<Record<number, string>> {
  const rows = await system.query<{ number: number; status: string }>(
    `SELECT pull_number AS number, status FROM wip_locks WHERE status <> 'released' ORDER BY pull_number`,
  );
  return Object.fromEntries(rows.map((row) => [row.number, row.status]));
}
