// The merge queue: a group of pull requests is merged on a temporary branch, checked there, and lands whole or not at all.

import { headCommitJson } from '../render/commit.ts';
import { missingChecks } from '../state/checks.ts';
import { addCommit, commitOf, mergedFiles, tipOf } from '../state/git.ts';
import type { Json, MergeGroup, Pull } from '../state/model.ts';
import { nowIn, pullNumbered, repositoryNamed, type World } from '../state/world.ts';
import { actor, type By } from './context.ts';
import { moveBranch } from './git.ts';
import { finishMerge, MergeRefused } from './merge.ts';
import { tellPull } from './pulls.ts';

function groupJson(group: MergeGroup): Json {
  return {
    head_sha: group.headSha,
    head_ref: `refs/heads/${group.headRef}`,
    base_ref: `refs/heads/${group.baseRef}`,
    base_sha: group.baseSha,
    head_commit: headCommitJson(commitOf(group.repository, group.headSha)),
  };
}

/**
 * Each entry gets a temporary branch named after its pull request and after what it was built on: the base, or the entry before.
 * Checks are asked for on the last one, with which all of them land.
 */
export function enqueue(world: World, name: string, numbers: readonly number[], by?: By): MergeGroup {
  const repository = repositoryNamed(world, name);
  const pulls = numbers.map((number) => pullNumbered(world, name, number));
  const last = pulls.at(-1);
  if (last === undefined) throw new Error('a merge group needs a pull request');
  const sender = actor(world, by, last.author);
  const base = tipOf(repository, last.base.ref);
  let tip = base;
  const branches = [];
  for (const pull of pulls) {
    const branch = `gh-readonly-queue/${last.base.ref}/pr-${pull.number}-${tip.sha}`;
    branches.push(branch);
    tellPull(world, 'enqueued', pull, sender);
    const files = mergedFiles(tip.files, pull);
    const message = `Merge pull request #${pull.number}`;
    tip = addCommit(repository, {
      files,
      parents: [tip.sha, pull.head.sha],
      message,
      author: sender,
      date: nowIn(world),
    });
    moveBranch(world, repository, { branch, to: tip.sha, by: sender });
  }
  const group = {
    repository,
    branches,
    headRef: branches.at(-1) ?? '',
    headSha: tip.sha,
    baseRef: last.base.ref,
    baseSha: base.sha,
    pulls: numbers,
  };
  repository.mergeGroups.set(group.headSha, group);
  world.emit({
    name: 'merge_group.checks_requested',
    repository,
    sender,
    fields: { merge_group: groupJson(group) },
  });
  return group;
}

type Reason = 'merged' | 'invalidated' | 'dequeued';

function destroy(world: World, group: MergeGroup, reason: Reason, by?: By): void {
  const { repository } = group;
  const sender = actor(world, by, repository.owner);
  repository.mergeGroups.delete(group.headSha);
  world.emit({
    name: 'merge_group.destroyed',
    repository,
    sender,
    fields: { merge_group: groupJson(group), reason },
  });
  for (const branch of group.branches) moveBranch(world, repository, { branch, to: null, by: sender });
}

function members(world: World, group: MergeGroup): Pull[] {
  return group.pulls.map((number) =>
    pullNumbered(world, `${group.repository.owner.login}/${group.repository.name}`, number),
  );
}

/** Lands the group if every required check is green on its head; throws `MergeRefused` otherwise. */
export function landGroup(world: World, group: MergeGroup, by?: By): void {
  const { repository } = group;
  const missing = missingChecks(repository, group.baseRef, group.headSha);
  if (missing.length > 0) {
    const message = missing
      .map(({ context, state }) => `Required status check "${context}" is ${state}.`)
      .join(' ');
    throw new MergeRefused({ status: 405, message });
  }
  const sender = actor(world, by, repository.owner);
  for (const pull of members(world, group)) finishMerge(world, pull, group.headSha, sender);
  moveBranch(world, repository, { branch: group.baseRef, to: group.headSha, by: sender });
  destroy(world, group, 'merged', by);
}

/** Takes the group out of the queue: a check failed or timed out, a member was pulled, or the base moved. */
export function dequeue(
  world: World,
  group: MergeGroup,
  reason: Exclude<Reason, 'merged'> = 'dequeued',
  by?: By,
): void {
  const sender = actor(world, by, group.repository.owner);
  const why = reason === 'dequeued' ? 'MANUAL' : 'CI_FAILURE';
  for (const pull of members(world, group)) tellPull(world, 'dequeued', pull, sender, { reason: why });
  destroy(world, group, reason, by);
}
