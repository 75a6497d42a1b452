// GitHub's 329 recorded deliveries through the normaliser: none may throw, and what becomes of each is written down here.

import { describe, expect, test } from '@jest/globals';
import { normalise } from '../../src/webhooks/normalise.ts';
import { type Example, examples } from './support.ts';

/** As delivered to an installation of the app; most examples were recorded from repository hooks. */
function toTheApp({ event, payload }: Example): Example {
  return { event, payload: { ...payload, installation: { id: 1, ...(payload.installation as object) } } };
}

function table(deliveries: readonly Example[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { event, payload } of deliveries) {
    const outcome = normalise(event, payload);
    const key = outcome.kind === 'event' ? `${event} → ${outcome.event.kind}` : `ignored: ${outcome.reason}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

describe('the recorded deliveries', () => {
  test('there are 329 of them', () => {
    expect(examples).toHaveLength(329);
  });

  test('as recorded, those that did not reach an app are ignored', () => {
    expect(table(examples)).toEqual({
      'check_suite → recheck-commit': 2,
      'ignored: a comment on an issue': 1,
      'ignored: does not touch .clos/': 2,
      'ignored: not a branch': 1,
      'ignored: not an event we asked for': 208,
      'ignored: not one of our checks': 3,
      'ignored: nothing follows from this action': 31,
      'ignored: our own checks': 10,
      'ignored: sent by a hook that is not the app': 38,
      'installation → installation-changed': 7,
      'installation_repositories → repositories-gained': 2,
      'installation_repositories → repository-lost': 1,
      'issues → issue-seen': 2,
      'merge_group → merge-group-requested': 2,
      'pull_request → pull-seen': 14,
      'pull_request_review → activity': 2,
      'pull_request_review → reviews-changed': 1,
      'repository → repository-seen': 2,
    });
  });

  test('as an app would receive them, each has its known outcome', () => {
    expect(table(examples.map(toTheApp))).toEqual({
      'check_run → check-completed': 3,
      'check_suite → recheck-commit': 2,
      'ignored: a comment on an issue': 5,
      'ignored: does not touch .clos/': 2,
      'ignored: neither name nor default branch changed': 1,
      'ignored: not a branch': 5,
      'ignored: not an event we asked for': 208,
      'ignored: not one of our checks': 3,
      'ignored: nothing follows from this action': 31,
      'ignored: our own checks': 10,
      'installation → installation-changed': 7,
      'installation_repositories → repositories-gained': 2,
      'installation_repositories → repository-lost': 1,
      'issues → issue-seen': 14,
      'merge_group → merge-group-requested': 2,
      'pull_request → pull-seen': 19,
      'pull_request_review → activity': 3,
      'pull_request_review → reviews-changed': 1,
      'repository → repository-seen': 10,
    });
  });
});
