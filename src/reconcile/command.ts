// What people commanded in a batch of events: who they are is asked of GitHub now, what it means is ruled by the core, and the
// orders go into the decision. Answers, reactions and the record of refusals are written in its transaction, together with the end
// of the deliveries: each command acts exactly once.

import { answer } from '../core/commands/answer.ts';
import { type Circumstances, type Ruled, reactionTo, rule } from '../core/commands/ruling.ts';
import type { AuditEntry, Decision } from '../core/decision.ts';
import { type DomainEvent, subjectKey } from '../core/event.ts';
import type { PullFacts } from '../core/facts.ts';
import type { InstallationId } from '../core/ids.ts';
import { commentMarker, renderReply } from '../core/render/reply.ts';
import type { ItemKey } from '../core/wip/model.ts';
import type { HeldPods, Job, StoredRepository } from '../ports/ledger.ts';
import type { ReadEvent } from './deliveries.ts';
import { followGateOrders } from './gates/orders.ts';
import { hashOf } from './hash.ts';
import type { Judgement } from './judge.ts';
import { roleOnceIn } from './role.ts';
import { type Spine, traceOf } from './spine.ts';

type Commanded = Extract<DomainEvent, { kind: 'commanded' }>;

export const commandsIn = (events: readonly ReadEvent[]): readonly Commanded[] =>
  events.map(({ event }) => event).filter((event) => event.kind === 'commanded');

/** The judgement with what was commanded in it. `pull` was read from GitHub just now. */
export async function withCommands(
  spine: Spine,
  installation: InstallationId,
  repository: StoredRepository,
  pull: PullFacts,
  commanded: readonly Commanded[],
  judgement: Judgement,
): Promise<Judgement> {
  if (commanded.length === 0) return judgement;
  const item: ItemKey = { repositoryId: repository.id, pullNumber: pull.number };
  const ruled = await followGateOrders(
    spine,
    { installation, repository, item, pull, trace: traceOf(judgement.cause) },
    await ruleAll(spine, installation, repository, pull, commanded),
  );
  const accepted = ruled.flatMap(({ ruling }) => (ruling.kind === 'accepted' ? [ruling] : []));
  return {
    ...judgement,
    force: judgement.force || accepted.some(({ command }) => command.name === 'recheck'),
    orders: [...(judgement.orders ?? []), ...accepted.flatMap(({ order }) => order ?? [])],
    alongside: (held, decision) => record(held, { installation, item, ruled, judgement }, decision),
  };
}

async function ruleAll(
  spine: Spine,
  installation: InstallationId,
  repository: StoredRepository,
  pull: PullFacts,
  commanded: readonly Commanded[],
): Promise<Ruled[]> {
  const now = await spine.ledger.reading(installation, (reader) => reader.now());
  const roleNow = roleOnceIn(spine, installation, repository);
  const ruled: Ruled[] = [];
  for (const { actor, command, commentId, at } of commanded) {
    const circumstances: Circumstances = {
      role: await roleNow(actor),
      isAuthor: pull.authorId === actor.id,
      isOpen: pull.state === 'open',
      now,
    };
    const request = { actor, spoken: command, commentId, at };
    ruled.push({ request, ruling: rule(request, circumstances) });
  }
  return ruled;
}

interface Batch {
  readonly installation: InstallationId;
  readonly item: ItemKey;
  readonly ruled: readonly Ruled[];
  readonly judgement: Judgement;
}

async function record(held: HeldPods, batch: Batch, decision: Decision | null): Promise<void> {
  const { installation, item, ruled, judgement } = batch;
  const now = held.lockedAt;
  const asksWhere = ruled.some(
    ({ ruling }) => ruling.kind === 'accepted' && ruling.command.name === 'status',
  );
  const gateTitle = asksWhere ? await held.checkTitle(item, 'clos/stage-gate') : null;
  const answers = ruled.flatMap((one) => answer(one, { item, decision, gateTitle, now }) ?? []);
  if (answers.length > 0) {
    const body = renderReply(answers, commentMarker('reply', installation, item), now);
    await held.saveReply(item, { slot: 'reply', body, hash: hashOf(body) });
  }
  await held.addJobs(ruled.flatMap((one) => reactionJob(item, one)));
  await held.audit(
    ruled.flatMap((one) => refusal(item, one)),
    traceOf(judgement.cause),
  );
}

function reactionJob({ repositoryId }: ItemKey, { request, ruling, gate }: Ruled): Job[] {
  const reaction = reactionTo(ruling, gate);
  const { commentId } = request;
  return commentId === null || reaction === null
    ? []
    : [{ task: 'react', repositoryId, commentId, reaction }];
}

/** Who tried what in vain. Questions that were not answered are no attempt at anything. */
function refusal(item: ItemKey, { request, ruling }: Ruled): AuditEntry[] {
  const isRefusal = ruling.kind === 'refused' || (ruling.kind === 'stranger' && reactionTo(ruling) === '-1');
  if (!isRefusal) return [];
  const { actor, spoken, commentId } = request;
  const why = ruling.kind === 'refused' ? ruling.why : 'no-access';
  return [
    {
      actor: actor.login,
      action: 'command.refused',
      subject: subjectKey({ kind: 'pull', ...item }),
      before: null,
      after: { command: spoken.verb, argument: spoken.argument, why, actorId: actor.id, commentId },
    },
  ];
}
