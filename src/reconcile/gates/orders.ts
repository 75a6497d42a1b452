// Orders about gates, followed before the decision about slots: what they grant is kept with the audit log's entry in one transaction,
// and done twice it changes nothing. The look that follows the decision then sees it.

import type { Ruled } from '../../core/commands/ruling.ts';
import type { AuditEntry } from '../../core/decision.ts';
import { subjectKey } from '../../core/event.ts';
import type { PullFacts } from '../../core/facts.ts';
import { TransientFault } from '../../core/faults.ts';
import type { ProjectReading, Waiver } from '../../core/gates/model.ts';
import { follow, type GateOrder, type GateOutcome } from '../../core/gates/orders.ts';
import type { InstallationId, TraceId } from '../../core/ids.ts';
import type { ItemKey } from '../../core/wip/model.ts';
import { readProjects } from '../../policy/projects.ts';
import type { GateWriter, Judged } from '../../ports/gate-records.ts';
import type { StoredRepository } from '../../ports/ledger.ts';
import type { Spine } from '../spine.ts';

export interface OrderedOn {
  readonly installation: InstallationId;
  readonly repository: StoredRepository;
  readonly item: ItemKey;
  /** As read from GitHub just now. */
  readonly pull: PullFacts;
  readonly trace: TraceId;
}

/** The same requests, each with what became of its order. */
export async function followGateOrders(
  spine: Spine,
  on: OrderedOn,
  ruled: readonly Ruled[],
): Promise<readonly Ruled[]> {
  if (ruled.every(({ ruling }) => ruling.kind !== 'accepted' || ruling.gateOrder === null)) return ruled;
  const approves = ruled.some(
    ({ ruling }) => ruling.kind === 'accepted' && ruling.gateOrder?.kind === 'approve',
  );
  const base = approves ? await baseOf(spine, on) : null;
  return spine.gates.records.writing(on.installation, async (writer) => {
    const answered: Ruled[] = [];
    for (const one of ruled) {
      const order = one.ruling.kind === 'accepted' ? one.ruling.gateOrder : null;
      const said = one.request.at ?? null;
      answered.push(
        order ? { ...one, gate: await carryOut(writer, on, { order, saidAt: said, base }) } : one,
      );
    }
    return answered;
  });
}

/** Read again where what was judged is the base's own: it moves without being told, and an approval is of what is there. */
async function baseOf(spine: Spine, on: OrderedOn): Promise<readonly ProjectReading[] | null> {
  const { installation, repository, item, pull } = on;
  const { judged, gates } = await spine.gates.records.writing(installation, async (writer) => ({
    judged: await writer.judged(item),
    gates: await writer.gates(item.repositoryId),
  }));
  const rules = gates?.configuration.rules ?? null;
  if (rules === null || !judged?.transitions.some(({ fromBase }) => fromBase)) return null;
  const { files: found } = await spine.gates.reader.files(
    installation,
    repository,
    `refs/heads/${pull.baseRef}`,
  );
  if (found.kind === 'unknown')
    throw new TransientFault('base-files', `the base cannot be read: ${found.because}`);
  return readProjects(found.value, rules.stages);
}

interface Said {
  readonly order: GateOrder;
  readonly saidAt: string | null;
  readonly base: readonly ProjectReading[] | null;
}

async function carryOut(
  writer: GateWriter,
  on: OrderedOn,
  { order, saidAt, base }: Said,
): Promise<GateOutcome> {
  const { item, pull, trace } = on;
  const gates = await writer.gates(item.repositoryId);
  const judged = await writer.judged(item);
  const outcome = follow(order, {
    pull,
    rules: gates?.configuration.active ? gates.configuration.rules : null,
    asked: isOf(judged, pull) ? judged.transitions : null,
    base,
    saidAt,
    now: await writer.now(),
  });
  const before = await writer.memory(item);
  // The process died before its delivery was finished: the same waiver does not begin, or end, anew.
  const again = outcome.kind === 'waived' ? waiverLike(outcome.waiver, before.waivers) : null;
  if (again?.commentId && outcome.kind === 'waived' && again.commentId === outcome.waiver.commentId)
    return { kind: 'waived', waiver: again };
  if (outcome.kind === 'approved') for (const one of outcome.approvals) await writer.saveApproval(item, one);
  if (outcome.kind === 'waived') await writer.saveWaiver(item.repositoryId, outcome.waiver);
  await writer.audit(entriesOf(order, outcome, item, before), trace);
  return outcome;
}

/** Judged on this commit and for this base branch: of another one it would be a word about something else. */
const isOf = (judged: Judged | null, { headSha, baseRef }: PullFacts): judged is Judged =>
  judged?.headSha === headSha && judged.basis?.baseRef === baseRef;

const waiverLike = ({ project, stage, criterion }: Waiver, all: readonly Waiver[]): Waiver | null =>
  all.find((one) => one.project === project && one.stage === stage && one.criterion === criterion) ?? null;

function entriesOf(
  { actor }: GateOrder,
  outcome: GateOutcome,
  item: ItemKey,
  before: Awaited<ReturnType<GateWriter['memory']>>,
): readonly AuditEntry[] {
  const subject = subjectKey({ kind: 'pull', ...item });
  if (outcome.kind === 'waived') {
    const was = waiverLike(outcome.waiver, before.waivers);
    return [{ actor: actor.login, action: 'gate.waive', subject, before: was, after: outcome.waiver }];
  }
  if (outcome.kind !== 'approved') return [];
  return outcome.approvals
    .filter(
      ({ userId, project, binding }) =>
        !before.approvals.some(
          (one) => one.userId === userId && one.project === project && one.binding === binding,
        ),
    )
    .map((after) => ({ actor: actor.login, action: 'gate.approve', subject, before: null, after }));
}
