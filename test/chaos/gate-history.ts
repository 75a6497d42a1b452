// What the history of a story's project must be, whatever befell the webhooks.

import { PROJECT } from './gate-oracle.ts';
import type { Scene } from './gate-scene.ts';

export interface Step {
  readonly repository: number;
  readonly from: string | null;
  readonly to: string | null;
  readonly pull: number | null;
}

/** One chain that ends where the default branch stands, and no pull request in it twice. */
export function historyProblems(
  { github, name }: Pick<Scene, 'github' | 'name'>,
  steps: readonly Step[],
): string[] {
  const repository = github.repository(name);
  const tip = repository.commits.get(repository.branches.get('main') ?? '');
  const stands = /stage: (\w+)/.exec(tip?.files.get(PROJECT)?.text ?? '')?.[1];
  const told = steps
    .map(({ from, to, pull }) => `${from}>${to}${pull === null ? '' : ` #${pull}`}`)
    .join(', ');
  const broken = steps.some(({ from, to }, i) => from === to || from !== (steps[i - 1]?.to ?? null));
  const pulls = steps.flatMap(({ pull }) => pull ?? []);
  const problems = [
    ...(broken ? ['is no chain'] : []),
    ...(steps.at(-1)?.to === stands ? [] : [`does not end at ${stands}`]),
    ...(new Set(pulls).size < pulls.length ? ['has a pull request twice'] : []),
  ];
  return problems.map((text) => `its history ${text}: ${told}`);
}
