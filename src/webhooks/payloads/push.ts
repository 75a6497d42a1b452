// `push`: only a push that touches `.clos/` says anything; on the default branch one that may touch it, or issue forms, does. When in doubt it does:
// reading the configuration once too often costs one request, missing a change costs wrong answers.

import { sha } from '../../core/ids.ts';
import { type Fields, fields, flag, list, repositoryFacts, text } from '../fields.ts';
import type { Delivered, Occurrence } from '../reading.ts';

/** Long pushes were cut at 20 commits for years (GitHub Enterprise Server still does). */
const COMMITS_MAYBE_CUT = 20;

export function readPush({ name, payload }: Delivered): Occurrence | string {
  const repository = repositoryFacts(payload.repository);
  const ref = text(payload.ref, 'ref');
  if (!ref.startsWith('refs/heads/')) return 'not a branch';
  if (flag(payload.deleted, 'deleted')) return 'the branch was deleted';
  const subject = { kind: 'repository', repositoryId: repository.id } as const;
  if (ref !== `refs/heads/${repository.defaultBranch}`) {
    if (!touchesConfiguration(payload)) return 'does not touch .clos/';
    return {
      subject,
      event: {
        kind: 'configuration-proposed',
        name,
        repository,
        branch: ref.slice('refs/heads/'.length),
        headSha: sha(payload.after),
      },
    };
  }
  if (!mayTouchConfiguration(payload)) return 'does not touch .clos/';
  return {
    subject,
    event: { kind: 'configuration-changed', name, repository, commit: sha(payload.after) },
  };
}

/** Of a branch that decides nothing: only what the payload names, so that ordinary pushes cost nothing. */
const touchesConfiguration = (payload: Fields): boolean =>
  list(payload.commits, 'commits').some((commit) => pathsOf(commit).some(isConfiguration));

function mayTouchConfiguration(payload: Fields): boolean {
  const commits = list(payload.commits, 'commits');
  if (flag(payload.forced, 'forced') || commits.length === 0 || commits.length >= COMMITS_MAYBE_CUT)
    return true;
  return commits.some(commitMayTouch);
}

/** GitHub leaves all three lists empty when it could not work them out in time, so empty means unknown. */
function commitMayTouch(value: unknown): boolean {
  const paths = pathsOf(value);
  return paths.length === 0 || paths.some((path) => isConfiguration(path) || isForm(path));
}

/** What issues are asked; its labels and options say how ideas are read. */
const isForm = (path: unknown): boolean => text(path, 'commits').startsWith('.github/ISSUE_TEMPLATE/');

function pathsOf(value: unknown): readonly unknown[] {
  const commit = fields(value, 'commits');
  return ['added', 'modified', 'removed'].flatMap((kind) => list(commit[kind], `commits.${kind}`));
}

/** `.clos` itself counts: a link or a file may take the folder's place. */
function isConfiguration(path: unknown): boolean {
  return path === '.clos' || text(path, 'commits').startsWith('.clos/');
}
