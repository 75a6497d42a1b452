// `repository`: names and branch follow, identity stays; deleted and archived repositories are lost.
// `transferred` reaches only the account that received the repository, so it is a repository seen there; the account
// that gave it away hears `installation_repositories.removed`.

import { fields, repositoryFacts } from '../fields.ts';
import type { Delivered, Occurrence } from '../reading.ts';

export function readRepositorySeen({ name, action, payload }: Delivered): Occurrence | string {
  const repository = repositoryFacts(payload.repository);
  if (action === 'edited' && fields(payload.changes, 'changes').default_branch === undefined) {
    return 'neither name nor default branch changed';
  }
  return {
    subject: { kind: 'repository', repositoryId: repository.id },
    event: { kind: 'repository-seen', name, repository },
  };
}

export function readRepositoryLost({ name, payload }: Delivered): Occurrence {
  const { id } = repositoryFacts(payload.repository);
  return {
    subject: { kind: 'repository', repositoryId: id },
    event: { kind: 'repository-lost', name, repositoryIds: [id] },
  };
}
