// What was written to GitHub.

import type { CheckRun } from '../../github/state/model.ts';
import { CHECK } from '../acme.ts';
import { type Probe, refute } from './probe.ts';

/** What it says, without when it was written. */
const essenceOf = ({ status, conclusion, output, annotations }: CheckRun): string =>
  JSON.stringify([status, conclusion, output.title, output.summary, output.text, annotations]).replace(
    /<sub>.*?<\/sub>/g,
    '',
  );

/**
 * Remarks on lines cannot be taken back, so a check that has any is replaced by a new run, and GitHub shows the newest. Twice the
 * same in a row is one write too many.
 */
function doubled(runs: readonly CheckRun[]): string[] {
  const names = [...new Set(runs.map(({ name }) => name))];
  return names.filter((name) => {
    const said = runs.filter((run) => run.name === name).map(essenceOf);
    return said.length > 1 && (name === CHECK || said.some((one, index) => one === said[index - 1]));
  });
}

export const oneCheckPerCommit: Probe = ({ github }) => {
  const commits = [...github.world.repositories.values()].flatMap((one) => [...one.runsBySha]);
  const problems = commits.flatMap(([sha, runs]) => {
    const ours = runs.filter(({ suite }) => suite.app.id === github.app.id);
    return doubled(ours).map((name) => `several checks ${name} on ${sha.slice(0, 7)}`);
  });
  refute(problems);
  return `${commits.length} commits`;
};

export const asGitHubDescribes: Probe = ({ github }) => {
  github.assertHonest();
  const { reads, writes, auth } = github.requestCounts();
  return `${reads + writes + auth} requests, ${github.deliveries.length} webhooks`;
};
