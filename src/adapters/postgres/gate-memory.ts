// What people said about gates (approvals and waivers), and since when projects are where they are, inside one tenant's transaction.

import type { InstallationId, RepositoryId, UserId } from '../../core/ids.ts';
import type { ItemKey } from '../../core/wip/model.ts';
import type { GateMemory, GateWriter } from '../../ports/gate-records.ts';
import { and, asc, eq, sql } from './drizzle.ts';
import { gateApprovals, gateWaivers, projects } from './gates-schema.ts';
import { iso } from './rows.ts';
import type { Transaction } from './tenant.ts';

const NOW = sql`clos_now()`;

export async function memory(tx: Transaction, { repositoryId, pullNumber }: ItemKey): Promise<GateMemory> {
  const approved = await tx
    .select()
    .from(gateApprovals)
    .where(and(eq(gateApprovals.repositoryId, repositoryId), eq(gateApprovals.pullNumber, pullNumber)))
    .orderBy(asc(gateApprovals.at));
  const waived = await tx
    .select({ waiver: gateWaivers.waiver })
    .from(gateWaivers)
    .where(eq(gateWaivers.repositoryId, repositoryId));
  const standing = await tx.select().from(projects).where(eq(projects.repositoryId, repositoryId));
  return {
    approvals: approved.map(({ userId, login, project, binding }) => ({
      userId: userId as UserId,
      login,
      project,
      binding,
    })),
    waivers: waived.map(({ waiver }) => waiver),
    since: Object.fromEntries(
      standing.filter(({ present }) => present).map(({ slug, since }) => [slug, iso(since)]),
    ),
  };
}

export async function saveApproval(
  tx: Transaction,
  installationId: InstallationId,
  { repositoryId, pullNumber }: ItemKey,
  { userId, login, project, binding }: Parameters<GateWriter['saveApproval']>[1],
): Promise<void> {
  const set = { login, binding, at: NOW };
  await tx
    .insert(gateApprovals)
    .values({ installationId, repositoryId, pullNumber, project, userId, ...set })
    .onConflictDoUpdate({
      target: [
        gateApprovals.installationId,
        gateApprovals.repositoryId,
        gateApprovals.pullNumber,
        gateApprovals.project,
        gateApprovals.userId,
      ],
      set,
    });
}

export async function saveWaiver(
  tx: Transaction,
  installationId: InstallationId,
  repositoryId: RepositoryId,
  waiver: Parameters<GateWriter['saveWaiver']>[1],
): Promise<void> {
  const { project, stage, criterion, until } = waiver;
  await tx
    .insert(gateWaivers)
    .values({ installationId, repositoryId, project, stage, criterion, waiver, until })
    .onConflictDoUpdate({
      target: [
        gateWaivers.installationId,
        gateWaivers.repositoryId,
        gateWaivers.project,
        gateWaivers.stage,
        gateWaivers.criterion,
      ],
      set: { waiver, until },
    });
}
