// `merge_group`: the queue made a temporary branch and waits for checks on its head, or took the branch away again.
// The payload names no pull request: they are read from the queue's branches (core/queue/members.ts).

import { sha } from '../../core/ids.ts';
import type { MergeGroup } from '../../core/queue/model.ts';
import { fields, repositoryFacts, text } from '../fields.ts';
import type { Delivered, Occurrence } from '../reading.ts';

interface Read {
  readonly subject: Extract<Occurrence['subject'], { kind: 'merge-group' }>;
  readonly repository: ReturnType<typeof repositoryFacts>;
  readonly group: MergeGroup;
  readonly baseRef: string;
}

function read({ payload }: Delivered): Read {
  const repository = repositoryFacts(payload.repository);
  const group = fields(payload.merge_group, 'merge_group');
  const headSha = sha(group.head_sha);
  return {
    subject: { kind: 'merge-group', repositoryId: repository.id, headSha },
    repository,
    group: {
      repositoryId: repository.id,
      headSha,
      headRef: text(group.head_ref, 'merge_group.head_ref'),
      baseSha: sha(group.base_sha),
    },
    baseRef: text(group.base_ref, 'merge_group.base_ref'),
  };
}

export function readMergeGroupRequested(delivered: Delivered): Occurrence {
  const { subject, ...about } = read(delivered);
  return { subject, event: { kind: 'merge-group-requested', name: delivered.name, ...about } };
}

export function readMergeGroupDestroyed(delivered: Delivered): Occurrence {
  const { subject, repository, group } = read(delivered);
  return { subject, event: { kind: 'merge-group-destroyed', name: delivered.name, repository, group } };
}
