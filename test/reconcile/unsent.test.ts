// A check that our own pace kept back was not sent, so that its next try need not ask GitHub what became of it. Whatever may have
// been sent is looked up.

import { expect, test } from '@jest/globals';
import pino from 'pino';
import { TransientFault } from '../../src/core/faults.ts';
import { installationId, repositoryId, sha } from '../../src/core/ids.ts';
import type { CheckTarget, Outgoing } from '../../src/ports/outbox.ts';
import { deliver } from '../../src/reconcile/deliver.ts';
import type { Spine } from '../../src/reconcile/spine.ts';

const target: CheckTarget = {
  installationId: installationId(1),
  repositoryId: repositoryId(1),
  headSha: sha('a'.repeat(40)),
  name: 'clos/wip',
};

const body = { status: 'queued', conclusion: null, title: 'Waiting', summary: '', text: '' } as const;

interface Given {
  readonly code: string;
  readonly attempted?: boolean;
  readonly annotated?: boolean;
}

/** What the outbox was told when the write met that fault. */
async function told({ code, attempted = false, annotated = false }: Given): Promise<string[]> {
  const said: string[] = [];
  const wish = { ...body, ...(annotated ? { annotations: [] } : {}) };
  const out = {
    owner: 'acme',
    repository: 'shop',
    reachable: true,
    blockedForSeconds: null,
    wishes: [{ pullNumber: null, body: wish, hash: 'h', trace: 't' }],
    checkRunId: null,
    attempted,
    deliveredHash: null,
  } as unknown as Outgoing;
  const refuse = async () => {
    throw new TransientFault(code, 'refused', 1);
  };
  const spine = {
    failpoint: async () => undefined,
    log: pino({ level: 'silent' }),
    outbox: { attempt: async () => out, unsent: async () => void said.push('unsent') },
    github: { checkRuns: { find: async () => null, create: refuse } },
  } as unknown as Spine;
  await expect(deliver(spine, target)).rejects.toMatchObject({ code });
  return said;
}

test.each(['github-pace', 'github-silence'])('%s came before anything was sent', async (code) => {
  expect(await told({ code })).toEqual(['unsent']);
});

test.each(['github-unavailable', 'github-unreachable', 'github-limit'])('%s leaves it open', async (code) => {
  expect(await told({ code })).toEqual([]);
});

test('what an earlier try may have sent stays open', async () => {
  expect(await told({ code: 'github-pace', attempted: true })).toEqual([]);
});

test('remarks follow the check in further writes: the refusal may be theirs', async () => {
  expect(await told({ code: 'github-pace', annotated: true })).toEqual([]);
});
