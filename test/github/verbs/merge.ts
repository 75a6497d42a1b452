// Merging: refused while a required check is not green, a conflict stands or it is a draft; otherwise the base moves and the
// pull request is closed as merged, in that one step.

import { missingChecks } from '../state/checks.ts';
import { addCommit, conflicts, mergedFiles, tipOf } from '../state/git.ts';
import type { Account, Pull } from '../state/model.ts';
import { nowIn, pullNumbered, type World } from '../state/world.ts';
import { actor, touch } from './context.ts';
import { moveBranch } from './git.ts';
import { setOpen, tellPull } from './pulls.ts';

export type MergeRefusal = { readonly status: 405 | 409; readonly message: string };

/** Why GitHub would not merge it now, or null. An administrator passes required checks, but not conflicts or drafts. */
function refusal(pull: Pull, admin: boolean): MergeRefusal | null {
  if (pull.state === 'closed' || pull.draft) return { status: 405, message: 'Pull Request is not mergeable' };
  if (conflicts(pull).length > 0) return { status: 405, message: 'Pull Request is not mergeable' };
  const missing = admin ? [] : missingChecks(pull.repository, pull.base.ref, pull.head.sha);
  if (missing.length === 0) return null;
  const named = missing.map(({ context, state }) => `Required status check "${context}" is ${state}.`);
  return { status: 405, message: named.join(' ') };
}

export class MergeRefused extends Error {
  readonly refusal: MergeRefusal;

  constructor(given: MergeRefusal) {
    super(given.message);
    this.name = 'MergeRefused';
    this.refusal = given;
  }
}

export type Merge = {
  readonly method?: 'merge' | 'squash' | 'rebase';
  readonly admin?: boolean;
  readonly by: Account;
};

/** Merges now or throws `MergeRefused`; `closed` is told before the push to the base. */
export function merge(world: World, pull: Pull, how: Merge): string {
  const refused = refusal(pull, how.admin ?? false);
  if (refused !== null) throw new MergeRefused(refused);
  const { repository } = pull;
  const tip = tipOf(repository, pull.base.ref);
  const commit = addCommit(repository, {
    files: mergedFiles(tip.files, pull),
    parents: how.method === undefined || how.method === 'merge' ? [tip.sha, pull.head.sha] : [tip.sha],
    message: `Merge pull request #${pull.number} from ${pull.head.repository.owner.login}/${pull.head.ref}`,
    author: how.by,
    date: nowIn(world),
  });
  finishMerge(world, pull, commit.sha, how.by);
  moveBranch(world, repository, { branch: pull.base.ref, to: commit.sha, by: how.by });
  return commit.sha;
}

/** Marks it merged as that commit and says so; moving the base is the caller's. */
export function finishMerge(world: World, pull: Pull, sha: string, by: Account): void {
  const at = nowIn(world);
  setOpen(pull, false);
  pull.closedAt = at;
  pull.merged = { at, by, sha };
  touch(world, pull);
  tellPull(world, 'closed', pull, by);
}

export type MergeVerb = { readonly as?: string; readonly method?: 'merge' | 'squash' | 'rebase' };

/** `as: 'admin'` merges past required checks, as an administrator may. */
export function mergePull(world: World, name: string, number: number, given: MergeVerb = {}): string {
  const pull = pullNumbered(world, name, number);
  const admin = given.as === 'admin';
  const by = actor(
    world,
    admin || given.as === undefined ? undefined : { as: given.as },
    admin ? pull.repository.owner : pull.author,
  );
  return merge(world, pull, { admin, by, ...(given.method === undefined ? {} : { method: given.method }) });
}
