// The branches of a repository's merge queues.

import { sha } from '../../core/ids.ts';
import type { QueueRef } from '../../core/queue/model.ts';
import type { QueueRefs } from '../../ports/merge-queue.ts';
import type { Gateway } from './gateway.ts';
import { Remembered } from './remembered.ts';

export function createQueueRefs(gateway: Gateway): QueueRefs {
  const remembered = new Remembered<readonly QueueRef[]>();
  return {
    list: (installation, at) =>
      gateway.call(installation, (octokit) =>
        remembered.read(`${installation}/${at.owner}/${at.name}`, async (headers) => {
          // The API lists all matching branches at once, without pages.
          const found = await octokit.rest.git.listMatchingRefs({
            owner: at.owner,
            repo: at.name,
            ref: 'heads/gh-readonly-queue/',
            headers,
          });
          const refs = found.data.map((one): QueueRef => ({ ref: one.ref, headSha: sha(one.object.sha) }));
          return { etag: found.headers.etag, value: refs };
        }),
      ),
  };
}
