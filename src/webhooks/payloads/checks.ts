// `check_run` and `check_suite`: somebody pressed "Re-run". GitHub sends that only to the app that owns the check.
// `check_run.pull_requests` is not used: it is empty for forks (github-facts 2).

import { pullNumber, repositoryId, sha } from '../../core/ids.ts';
import { fields, repositoryFacts } from '../fields.ts';
import type { Delivered, Occurrence } from '../reading.ts';

/** `clos:<installation>:<repository id>:<pull number>:<check name>` */
const EXTERNAL_ID = /^clos:\d{1,16}:(\d{1,16}):(\d{1,16}):[\w/.-]{1,100}$/;

export function readCheckRun({ name, payload }: Delivered): Occurrence | string {
  const repository = repositoryFacts(payload.repository);
  const run = fields(payload.check_run, 'check_run');
  const parts = typeof run.external_id === 'string' ? EXTERNAL_ID.exec(run.external_id) : null;
  if (parts === null) return 'not one of our checks';
  if (repositoryId(Number(parts[1])) !== repository.id) return 'the check names another repository';
  const number = pullNumber(Number(parts[2]));
  return {
    subject: { kind: 'pull', repositoryId: repository.id, pullNumber: number },
    event: { kind: 'recheck', name, repository, pullNumber: number },
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
