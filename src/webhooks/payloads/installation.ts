// `installation` and `installation_repositories`: what the app may see changed. GitHub sends both unasked.

import type { DomainEvent, Subject } from '../../core/event.ts';
import { type RepositoryId, repositoryId, userId } from '../../core/ids.ts';
import { fields, list, name as nameOf } from '../fields.ts';
import type { Delivered, Occurrence, Reader } from '../reading.ts';

type Change = Extract<DomainEvent, { kind: 'installation-changed' }>['change'];

const SUBJECT: Subject = { kind: 'installation' };

export function readInstallation(change: Change): Reader {
  return ({ name, payload }) => {
    const account = fields(fields(payload.installation, 'installation').account, 'installation.account');
    return {
      subject: SUBJECT,
      event: {
        kind: 'installation-changed',
        name,
        change,
        // An enterprise account has a slug where others have a login.
        account: {
          id: userId(account.id),
          login: nameOf(account.login ?? account.slug, 'installation.account.login'),
        },
      },
    };
  };
}

export function readRepositoriesGained({ name, payload }: Delivered): Occurrence {
  const repositoryIds = ids(payload.repositories_added, 'repositories_added');
  return { subject: SUBJECT, event: { kind: 'repositories-gained', name, repositoryIds } };
}

export function readRepositoriesLost({ name, payload }: Delivered): Occurrence {
  const repositoryIds = ids(payload.repositories_removed, 'repositories_removed');
  return { subject: SUBJECT, event: { kind: 'repository-lost', name, repositoryIds } };
}

function ids(value: unknown, what: string): readonly RepositoryId[] {
  return list(value, what).map((repository) => repositoryId(fields(repository, what).id));
}
