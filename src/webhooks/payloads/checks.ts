// `check_run` and `check_suite`: somebody pressed "Re-run", which GitHub sends only to the app that owns the check; or another app
// finished a check, which gates may ask about.
// `check_run.pull_requests` is not used: it is empty for forks (github-facts 2).

import type { RepositoryFacts } from '../../core/facts.ts';
import { pullNumber, repositoryId, sha } from '../../core/ids.ts';
import { type Fields, fields, repositoryFacts, text } from '../fields.ts';
import type { Delivered, Occurrence } from '../reading.ts';

/** `clos:<installation>:<repository id>:<what it is a check of>:<check name>`; the last but one as `checkOf` reads it. */
const EXTERNAL_ID = /^clos:\d{1,16}:(\d{1,16}):(\d{1,16}|queue|doctor|commit):[\w/.-]{1,100}$/;

interface CheckedThing {
  readonly repository: RepositoryFacts;
  readonly of: string;
  readonly head: unknown;
}

/** What our check is a check of; or why it is none of ours. */
export function checkedThing(payload: Fields): CheckedThing | string {
  const repository = repositoryFacts(payload.repository);
  const run = fields(payload.check_run, 'check_run');
  const parts = typeof run.external_id === 'string' ? EXTERNAL_ID.exec(run.external_id) : null;
  if (parts === null) return 'not one of our checks';
  if (repositoryId(Number(parts[1])) !== repository.id) return 'the check names another repository';
  return { repository, of: parts[2] ?? '', head: run.head_sha };
}

export function readCheckRun({ name, payload }: Delivered): Occurrence | string {
  const thing = checkedThing(payload);
  return typeof thing === 'string' ? thing : checkOf(thing.of, name, thing.repository, thing.head);
}

/** A pull request's number; `queue`: the merge group whose head the check is on; `doctor`: the repository; `commit`: the commit itself. */
function checkOf(of: string, name: string, repository: RepositoryFacts, head: unknown): Occurrence {
  if (of === 'doctor') {
    const subject = { kind: 'repository', repositoryId: repository.id } as const;
    return { subject, event: { kind: 'doctor-requested', name, repository } };
  }
  if (of === 'commit') {
    const subject = { kind: 'repository', repositoryId: repository.id } as const;
    return { subject, event: { kind: 'recheck-commit', name, repository, headSha: sha(head) } };
  }
  if (of === 'queue') {
    const headSha = sha(head);
    const subject = { kind: 'merge-group', repositoryId: repository.id, headSha } as const;
    return { subject, event: { kind: 'recheck-group', name, repository, headSha } };
  }
  const number = pullNumber(Number(of));
  const subject = { kind: 'pull', repositoryId: repository.id, pullNumber: number } as const;
  return { subject, event: { kind: 'recheck', name, repository, pullNumber: number } };
}

/** The app that ran it, by its numeric id; null when the payload does not say. */
export function runBy(payload: Fields): number | null {
  const run = payload.check_run as { app?: { id?: unknown } | null } | null | undefined;
  const id = run?.app?.id;
  return typeof id === 'number' ? id : null;
}

export function readCheckCompleted({ name, payload }: Delivered): Occurrence {
  const repository = repositoryFacts(payload.repository);
  const run = fields(payload.check_run, 'check_run');
  return {
    subject: { kind: 'repository', repositoryId: repository.id },
    event: {
      kind: 'check-completed',
      name,
      repository,
      headSha: sha(run.head_sha),
      checkName: text(run.name, 'check_run.name'),
    },
  };
}

export function readCheckSuite({ name, payload }: Delivered): Occurrence {
  const repository = repositoryFacts(payload.repository);
  const headSha = sha(fields(payload.check_suite, 'check_suite').head_sha);
  return {
    subject: { kind: 'repository', repositoryId: repository.id },
    event: { kind: 'recheck-commit', name, repository, headSha },
  };
}
