// `push`: only a push to the default branch that may touch `.clos/` says anything. When in doubt it does:
// reading the configuration once too often costs one request, missing a change costs wrong answers.

import { sha } from '../../core/ids.ts';
import { type Fields, fields, flag, list, repositoryFacts, text } from '../fields.ts';
import type { Delivered, Occurrence } from '../reading.ts';

/** Long pushes were cut at 20 commits for years (GitHub Enterprise Server still does). */
const COMMITS_MAYBE_CUT = 20;

export function readPush({ name, payload }: Delivered): Occurrence | string {
  const repository = repositoryFacts(payload.repository);
  if (text(payload.ref, 'ref') !== `refs/heads/${repository.defaultBranch}`) return 'not the default branch';
  if (flag(payload.deleted, 'deleted')) return 'the branch was deleted';
  if (!mayTouchConfiguration(payload)) return 'does not touch .clos/';
  return {
    subject: { kind: 'repository', repositoryId: repository.id },
    event: { kind: 'configuration-changed', name, repository, commit: sha(payload.after) },
  };
}

function mayTouchConfiguration(payload: Fields): boolean {
  const commits = list(payload.commits, 'commits');
  if (flag(payload.forced, 'forced') || commits.length === 0 || commits.length >= COMMITS_MAYBE_CUT)
    return true;
  return commits.some(commitMayTouch);
}

/** GitHub leaves all three lists empty when it could not work them out in time, so empty means unknown. */
function commitMayTouch(value: unknown): boolean {
  const commit = fields(value, 'commits');
  const paths = ['added', 'modified', 'removed'].flatMap((kind) => list(commit[kind], `commits.${kind}`));
  return paths.length === 0 || paths.some(isConfiguration);
}

/** `.clos` itself counts: a link or a file may take the folder's place. */
function isConfiguration(path: unknown): boolean {
  return path === '.clos' || text(path, 'commits').startsWith('.clos/');
}
