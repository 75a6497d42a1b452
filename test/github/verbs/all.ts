// The verbs as stories use them: bound to one GitHub, with plain arguments. Each changes the state and sends the webhooks.

import type { FileChanges } from '../state/git.ts';
import type {
  Account,
  CheckRun,
  Collaborator,
  Comment,
  MergeGroup,
  Permissions,
  Pull,
  Repository,
  Review,
  Team,
} from '../state/model.ts';
import { ensureAccount, pullNumbered, repositoryNamed, type World } from '../state/world.ts';
import * as checks from './checks.ts';
import type { By } from './context.ts';
import * as talk from './conversation.ts';
import * as installations from './installations.ts';
import { issueVerbs } from './issue-verbs.ts';
import * as merging from './merge.ts';
import * as pulls from './pulls.ts';
import * as queue from './queue.ts';
import * as repositories from './repositories.ts';
import * as teams from './teams.ts';

export type Verbs = ReturnType<typeof bindVerbs>;
type Name = string; // owner/name

export function bindVerbs(world: World) {
  return {
    createOrganization: (login: string): Account => ensureAccount(world, login, 'Organization'),
    createUser: (login: string): Account => ensureAccount(world, login),
    /** What they wrote stays, by nobody. */
    deleteUser: (login: string): void => void world.ghosts.add(ensureAccount(world, login).id),
    createTeam: (organization: string, slug: string, given: teams.NewTeam = {}): Team =>
      teams.createTeam(world, organization, slug, given),
    addToTeam: (organization: string, slug: string, login: string): void =>
      void teams.teamOf(world, organization, slug).members.add(ensureAccount(world, login)),
    removeFromTeam: (organization: string, slug: string, login: string): void =>
      void teams.teamOf(world, organization, slug).members.delete(ensureAccount(world, login)),
    ...repositoryVerbs(world),
    ...installationVerbs(world),
    ...pullVerbs(world),
    ...issueVerbs(world),
    ...talkVerbs(world),
    ...checkVerbs(world),
    ...queueVerbs(world),
  };
}

function repositoryVerbs(world: World) {
  return {
    createRepository: (given: repositories.NewRepository, by?: By): Repository =>
      repositories.createRepository(world, given, by),
    commitFile: (name: Name, file: repositories.FileCommit, by?: By): string =>
      repositories.commitFile(world, name, file, by),
    /** Several files at once, with modes where they matter, on the default branch unless another is named. */
    commitFiles: (name: Name, files: FileChanges, given?: repositories.FilesCommit, by?: By): string =>
      repositories.commitFiles(world, name, files, given, by),
    renameRepository: (name: Name, to: string, by?: By): Repository =>
      repositories.renameRepository(world, name, to, by),
    transferRepository: (name: Name, owner: string, by?: By): Repository =>
      repositories.transferRepository(world, name, owner, by),
    deleteRepository: (name: Name, by?: By): void => repositories.deleteRepository(world, name, by),
    switchPullsOff: (name: Name): void => repositories.switchPulls(world, name, false),
    switchPullsOn: (name: Name): void => repositories.switchPulls(world, name, true),
    archiveRepository: (name: Name, by?: By): void =>
      repositories.changeRepository(world, name, 'archived', by),
    unarchiveRepository: (name: Name, by?: By): void =>
      repositories.changeRepository(world, name, 'unarchived', by),
    privatizeRepository: (name: Name, by?: By): void =>
      repositories.changeRepository(world, name, 'privatized', by),
    publicizeRepository: (name: Name, by?: By): void =>
      repositories.changeRepository(world, name, 'publicized', by),
    /** An empty list removes the protection. `appId` absent: any app will do. */
    requireChecks: (
      name: Name,
      branch: string,
      rules: readonly repositories.CheckRule[],
      strict?: boolean,
    ): void => repositories.requireChecks(world, name, branch, rules, strict),
    setRuleset: (name: Name, branch: string, given: repositories.RulesetGiven): void =>
      repositories.setRuleset(world, name, branch, given),
    /** A commit status on the head of a pull request. */
    setStatus: (name: Name, n: number, given: Omit<repositories.StatusGiven, 'sha'>): void =>
      repositories.setStatus(world, name, { ...given, sha: pullNumbered(world, name, n).head.sha }),
    setCollaborator: (name: Name, login: string, role: Collaborator): void => {
      ensureAccount(world, login);
      repositoryNamed(world, name).collaborators.set(login.toLowerCase(), role);
    },
  };
}

function installationVerbs(world: World) {
  return {
    install: (given: installations.Install, by?: By): number => installations.install(world, given, by).id,
    suspend: (id: number, by?: By): void => installations.suspend(world, id, by),
    unsuspend: (id: number, by?: By): void => installations.unsuspend(world, id, by),
    uninstall: (id: number, by?: By): void => installations.uninstall(world, id, by),
    addRepositories: (id: number, names: readonly Name[], by?: By): void =>
      installations.changeReach(world, id, 'added', names, by),
    removeRepositories: (id: number, names: readonly Name[], by?: By): void =>
      installations.changeReach(world, id, 'removed', names, by),
    acceptPermissions: (id: number, permissions: Permissions, by?: By): void =>
      installations.acceptPermissions(world, id, permissions, by),
  };
}

function pullVerbs(world: World) {
  return {
    openPull: (name: Name, given?: pulls.NewPull): Pull => pulls.openPull(world, name, given),
    push: (name: Name, n: number, given?: Parameters<typeof pulls.push>[3]): string =>
      pulls.push(world, name, n, given),
    forcePush: (name: Name, n: number, given?: Parameters<typeof pulls.push>[3]): string =>
      pulls.forcePush(world, name, n, given),
    restoreHead: (name: Name, n: number, sha: string, by?: By): void =>
      pulls.restoreHead(world, name, n, sha, by),
    editPull: (name: Name, n: number, edit: pulls.PullEdit, by?: By): Pull =>
      pulls.editPull(world, name, n, edit, by),
    convertToDraft: (name: Name, n: number, by?: By): Pull => pulls.setDraft(world, name, n, true, by),
    readyForReview: (name: Name, n: number, by?: By): Pull => pulls.setDraft(world, name, n, false, by),
    closePull: (name: Name, n: number, by?: By): Pull => pulls.closePull(world, name, n, by),
    reopenPull: (name: Name, n: number, by?: By): Pull => pulls.reopenPull(world, name, n, by),
    mergePull: (name: Name, n: number, given?: merging.MergeVerb): string =>
      merging.mergePull(world, name, n, given),
  };
}

/** A number is that of a pull request or of an issue, but for the reviews. */
function talkVerbs(world: World) {
  return {
    addLabel: (name: Name, n: number, label: string, by?: By): void =>
      talk.addLabel(world, name, n, label, by),
    removeLabel: (name: Name, n: number, label: string, by?: By): void =>
      talk.removeLabel(world, name, n, label, by),
    comment: (name: Name, n: number, given: { author: string; body: string }): Comment =>
      talk.comment(world, name, n, given),
    editComment: (comment: Comment, body: string): void =>
      talk.editComment(world, comment, body, comment.author),
    deleteComment: (comment: Comment): void => talk.deleteComment(world, comment, comment.author),
    review: (name: Name, n: number, given: talk.NewReview): Review => talk.review(world, name, n, given),
    dismissReview: (name: Name, n: number, id: number, by?: By): void =>
      talk.dismissReview(world, name, n, id, by),
  };
}

function checkVerbs(world: World) {
  return {
    rerequestCheck: (name: Name, n: number, check: string, by?: By): void =>
      checks.rerequestCheck(world, name, n, check, by),
    /** Re-run of a check on a commit that is no pull request's head. */
    rerequestCheckAt: (name: Name, sha: string, check: string, by: By): void =>
      checks.rerequestCheckAt(world, name, sha, check, by),
    rerequestSuiteAt: (name: Name, sha: string, by: By): void =>
      checks.rerequestSuiteAt(world, name, sha, by),
    rerequestSuite: (name: Name, n: number, by?: By): void => checks.rerequestSuite(world, name, n, by),
    requestAction: (name: Name, n: number, check: string, action: string, by?: By): void =>
      checks.requestAction(world, name, n, check, action, by),
    staleChecks: (name: Name, n: number): void => checks.staleChecks(world, name, n),
    deleteOldChecks: (name: Name, n: number): void => checks.deleteOldChecks(world, name, n),
    /** A check by another app (default `github-actions`) on the head of a pull request. */
    reportForeignCheck: (name: Name, n: number, given: Omit<checks.ForeignCheck, 'sha'>): CheckRun =>
      checks.reportForeignCheck(world, name, { ...given, sha: pullNumbered(world, name, n).head.sha }),
  };
}

function queueVerbs(world: World) {
  return {
    enqueue: (name: Name, numbers: readonly number[], by?: By): MergeGroup =>
      queue.enqueue(world, name, numbers, by),
    landGroup: (group: MergeGroup, by?: By): void => queue.landGroup(world, group, by),
    dequeue: (group: MergeGroup, reason?: 'invalidated' | 'dequeued', by?: By): void =>
      queue.dequeue(world, group, reason, by),
  };
}
