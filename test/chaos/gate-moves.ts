// What authors and strangers try with a green check: they ask for another base branch, close and reopen, bring an older commit back,
// open a second pull request on the same commit, and merge whatever GitHub lets them, by themselves or by the merge queue.

import { missingChecks } from '../github/state/checks.ts';
import { conflicts } from '../github/state/git.ts';
import type { MergeGroup, Pull } from '../github/state/model.ts';
import { RELEASE, WEAK } from './gate-oracle.ts';
import { type Move, oneOf, type Scene } from './gate-scene.ts';

const BASES = ['main', RELEASE, WEAK];

const pullsOf = ({ github, name }: Scene): Pull[] => [...github.repository(name).pulls.values()];
const groupsOf = ({ github, name }: Scene): MergeGroup[] => [...github.repository(name).mergeGroups.values()];

/** GitHub takes one open pull request for each pair of branches. */
const freeBases = (scene: Scene, { head }: Pull): string[] =>
  BASES.filter(
    (base) =>
      !pullsOf(scene).some(
        (one) => one.state === 'open' && one.head.ref === head.ref && one.base.ref === base,
      ),
  );

export const retarget: Move = (scene, pull) => {
  const free = freeBases(scene, pull);
  if (free.length > 0) scene.github.editPull(scene.name, pull.number, { base: oneOf(scene.random, free) });
};

/** On the commit that another one has: GitHub shows the same checks for both. */
export const openOnSameHead: Move = (scene, pull) => {
  const free = freeBases(scene, pull);
  const { github, name, random } = scene;
  if (free.length > 0)
    github.openPull(name, { author: 'mallory', branch: pull.head.ref, base: oneOf(random, free) });
};

export const close: Move = ({ github, name }, { number }) => void github.closePull(name, number);

/** Its base may be taken and its branch may have moved on meanwhile: then GitHub refuses, or shows another commit. */
export const reopen: Move = (scene) => {
  const { github, name, random } = scene;
  const closed = pullsOf(scene).filter(
    (pull) =>
      pull.state === 'closed' &&
      pull.merged === null &&
      freeBases(scene, pull).includes(pull.base.ref) &&
      pull.repository.branches.get(pull.head.ref) === pull.head.sha,
  );
  if (closed.length > 0) github.reopenPull(name, oneOf(random, closed).number);
};

/** A commit that was pushed over comes back, and its old check with it. */
export const bringBack: Move = ({ github, name, random, headsOf }, pull) => {
  const older = headsOf(pull).filter((sha) => sha !== pull.head.sha);
  if (older.length > 0) github.restoreHead(name, pull.number, oneOf(random, older));
};

/** As an administrator, who passes required checks. */
export const mergePast: Move = ({ github, name, merging }, pull) => {
  if (conflicts(pull).length === 0)
    merging([pull], pull.head.sha, () => github.mergePull(name, pull.number, { as: 'admin' }));
};

/** Those that GitHub lets their authors merge: what is required is green, by what it shows. */
const mergeable = (scene: Scene): Pull[] =>
  pullsOf(scene).filter(
    (pull) =>
      pull.state === 'open' &&
      pull.base.ref !== WEAK &&
      conflicts(pull).length === 0 &&
      missingChecks(pull.repository, pull.base.ref, pull.head.sha).length === 0 &&
      !groupsOf(scene).some(({ pulls }) => pulls.includes(pull.number)),
  );

export const mergeOne: Move = (scene, pull) => {
  const { github, name, merging } = scene;
  if (mergeable(scene).includes(pull))
    merging([pull], pull.head.sha, () => github.mergePull(name, pull.number));
};

export const mergeIfGreen: Move = (scene) => {
  const all = mergeable(scene);
  if (all.length > 0) mergeOne(scene, oneOf(scene.random, all));
};

export const queue: Move = (scene) => {
  const all = mergeable(scene);
  if (all.length > 0) scene.github.enqueue(scene.name, [oneOf(scene.random, all).number]);
};

/** As GitHub does by itself, as soon as what is required is green on the group's head. */
export const land: Move = (scene) => {
  const { github, name, merging } = scene;
  const repository = github.repository(name);
  const group = groupsOf(scene).find(
    ({ baseRef, headSha }) => missingChecks(repository, baseRef, headSha).length === 0,
  );
  const members = group?.pulls.flatMap((number) => repository.pulls.get(number) ?? []) ?? [];
  if (group) merging(members, group.headSha, () => github.landGroup(group));
};

/**
 * A pull request whose head or base changes leaves the queue, and a group whose base moved is built anew.
 * https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue
 */
export function dismantle(scene: Scene): void {
  const { github, name } = scene;
  const repository = github.repository(name);
  for (const group of groupsOf(scene)) {
    const built = repository.commits.get(group.headSha)?.parents[1];
    const stands = group.pulls.every((number) => {
      const pull = repository.pulls.get(number);
      return pull?.state === 'open' && pull.base.ref === group.baseRef && pull.head.sha === built;
    });
    if (!stands || repository.branches.get(group.baseRef) !== group.baseSha)
      github.dequeue(group, 'invalidated');
  }
}
