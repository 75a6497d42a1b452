// The issue or pull request of a path. Each needs the permission of its kind: "Endpoints that allow operations on both issues
// and pull requests will be restricted to issues" without the other one (docs, "Permissions required for GitHub Apps").

import type { Gone, Issue, Subject } from '../state/model.ts';
import { ApiError, type Call, type Needs, notFound, repositoryOf, sees } from './route.ts';

const kinds = ['issues', 'pull_requests'];

export function subjectOf(call: Call, level: Needs['level']): Subject {
  const repository = repositoryOf(call, { any: kinds, level });
  const number = Number(call.params.issue_number);
  const pull = repository.pulls.get(number);
  const found = pull ?? repository.issues.get(number);
  if (found === undefined) throw absent(call, repository.gone.get(number));
  repositoryOf(call, { any: [pull === undefined ? 'issues' : 'pull_requests'], level });
  return found;
}

/** 404, 410 or 301, as https://docs.github.com/rest/issues/issues#get-an-issue has it. */
function absent(call: Call, gone: Gone | undefined): ApiError {
  if (gone === undefined) return notFound();
  if (gone.movedTo === null) return new ApiError(410, 'This issue was deleted');
  return sees(call, gone.movedTo.repository) ? moved(call, gone.movedTo) : notFound();
}

/** Of the comments' endpoints alone GitHub's description says 410 and never 301. */
function moved({ world, path }: Call, { repository, number }: Issue): ApiError {
  const rest = /\/issues\/\d+(.*)$/.exec(path)?.[1] ?? '';
  if (rest === '/comments') return new ApiError(410, 'This issue was transferred');
  const url = `${world.url}/repositories/${repository.id}/issues/${number}${rest}`;
  return new ApiError(301, 'Moved Permanently', { url, headers: { location: url } });
}
