// What was written to GitHub.

import { type Probe, refute } from './probe.ts';

export const oneCheckPerCommit: Probe = ({ github }) => {
  const commits = [...github.world.repositories.values()].flatMap((one) => [...one.runsBySha]);
  const problems = commits.flatMap(([sha, runs]) => {
    const names = runs.filter(({ suite }) => suite.app.id === github.app.id).map(({ name }) => name);
    const doubled = [...new Set(names)].filter((name) => names.filter((one) => one === name).length > 1);
    return doubled.map((name) => `several checks ${name} on ${sha.slice(0, 7)}`);
  });
  refute(problems);
  return `${commits.length} commits`;
};

export const asGitHubDescribes: Probe = ({ github }) => {
  github.assertHonest();
  const { reads, writes, auth } = github.requestCounts();
  return `${reads + writes + auth} requests, ${github.deliveries.length} webhooks`;
};
