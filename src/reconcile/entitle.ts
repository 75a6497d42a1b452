// Labels that exempt: they count only when somebody with write access set them, and GitHub is asked who they are when they do. A
// label alone grants nothing (T-30), and neither does a bot's.

import { isAtLeast } from '../core/commands/roles.ts';
import type { AuditEntry } from '../core/decision.ts';
import { type DomainEvent, subjectKey } from '../core/event.ts';
import type { InstallationId, TraceId } from '../core/ids.ts';
import type { ItemKey } from '../core/wip/model.ts';
import type { StoredRepository } from '../ports/ledger.ts';
import type { ReadEvent } from './deliveries.ts';
import { roleIn } from './role.ts';
import type { Spine } from './spine.ts';

type Labelled = NonNullable<Extract<DomainEvent, { kind: 'pull-seen' }>['labelled']>;

interface Seen {
  readonly labelled: Labelled;
  /** GitHub's time of the change. */
  readonly at: string;
  readonly trace: TraceId;
}

/** What the batch says of labels that could exempt, in GitHub's order. */
function labelsIn(events: readonly ReadEvent[], repository: StoredRepository): readonly Seen[] {
  return events
    .flatMap(({ event, last }): Seen[] =>
      event.kind === 'pull-seen' && event.labelled && couldExempt(repository, event.labelled.label)
        ? [{ labelled: event.labelled, at: event.pull.updatedAt, trace: last.trace }]
        : [],
    )
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** Pods of the organisation go by rules of their own, which are known only once they are locked. */
function couldExempt({ configuration }: StoredRepository, label: string): boolean {
  const policy = configuration?.policy;
  if (!policy) return false;
  return policy.pods.length > 0 || policy.wip.exempt.labels.includes(label.toLowerCase());
}

/** Before the decision, which reads what stands here. Doing it again changes nothing. */
export async function noteLabels(
  spine: Spine,
  installation: InstallationId,
  repository: StoredRepository,
  item: ItemKey,
  events: readonly ReadEvent[],
): Promise<void> {
  const seen = labelsIn(events, repository);
  if (seen.length === 0) return;
  const stored = await spine.ledger.reading(installation, (reader) =>
    reader.pull(item.repositoryId, item.pullNumber),
  );
  for (const one of seen) {
    // Told late, it may have been taken off and set again by somebody else since: that is not granted.
    const isLate = stored !== null && Date.parse(one.at) < Date.parse(stored.facts.updatedAt);
    const entitled = one.labelled.set && !isLate && (await mayEntitle(spine, installation, repository, one));
    await save(spine, installation, item, one, entitled);
  }
}

async function mayEntitle(
  spine: Spine,
  installation: InstallationId,
  repository: StoredRepository,
  { labelled: { actor } }: Seen,
): Promise<boolean> {
  return isAtLeast(await roleIn(spine, installation, repository)(actor), 'write');
}

/** Set by somebody who is not entitled, it loses what somebody else's word gave it. */
async function save(
  spine: Spine,
  installation: InstallationId,
  item: ItemKey,
  { labelled: { label, set, actor }, trace }: Seen,
  entitled: boolean,
): Promise<void> {
  await spine.ledger.writing(installation, async (writer) => {
    const before = (await writer.entitlements(item)).find((one) => one.label === label.toLowerCase());
    const isSame = entitled ? before?.actor.id === actor.id : before === undefined && !set;
    if (isSame) return;
    if (entitled) await writer.saveEntitlement(item, { label, actor });
    else await writer.removeEntitlement(item, label);
    const action = entitled ? 'exempt.granted' : set ? 'exempt.refused' : 'exempt.ended';
    const entry: AuditEntry = {
      actor: actor.login,
      action,
      subject: subjectKey({ kind: 'pull', ...item }),
      before: before ? { by: before.actor.login } : null,
      after: { label, actorId: actor.id },
    };
    await writer.audit([entry], trace);
  });
}
