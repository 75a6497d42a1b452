// Every stage of one decision, without acting: the decision is made under the pods' lock and then rolled back.

import { decide } from '../core/decide.ts';
import type { Decision } from '../core/decision.ts';
import type { Facts, PullFacts } from '../core/facts.ts';
import { UserFault } from '../core/faults.ts';
import { freshness } from '../core/freshness.ts';
import type { GateDecision } from '../core/gates/decision.ts';
import { judgeGates } from '../core/gates/judge.ts';
import type { GateFacts } from '../core/gates/model.ts';
import type { InstallationId, PullNumber } from '../core/ids.ts';
import { type RenderedCheck, renderCheck } from '../core/render/check.ts';
import { askedAt } from '../core/wip/attempt.ts';
import type { StoredPull, StoredRepository } from '../ports/ledger.ts';
import { pullFacts } from '../webhooks/payloads/pull-request.ts';
import { claimOf, filesOf } from './claims.ts';
import { readFacts } from './gates/facts.ts';
import { rowsOf } from './gates/judge.ts';
import { factsOf } from './judge.ts';
import type { Place, Spine } from './spine.ts';

export interface Explanation {
  readonly installation: InstallationId;
  readonly repository: StoredRepository;
  readonly stored: StoredPull | null;
  readonly github: PullFacts | null;
  /** How GitHub's answer stands to our row. */
  readonly freshness: ReturnType<typeof freshness> | 'gone';
  readonly facts: Facts;
  readonly decision: Decision;
  /** The subject's check as it would read; null when nothing would be posted. */
  readonly check: RenderedCheck | null;
  /** Null where no gates are in force. */
  readonly gates: ExplainedGates | null;
}

export interface ExplainedGates {
  readonly facts: GateFacts;
  readonly decision: GateDecision;
  readonly check: RenderedCheck | null;
}

/** Carries the result out of a transaction that must not be committed. */
class RolledBack extends Error {
  readonly found: Pick<Explanation, 'facts' | 'decision' | 'check'>;

  constructor(found: RolledBack['found']) {
    super('rolled back on purpose');
    this.found = found;
  }
}

async function rehearse(
  spine: Spine,
  installation: InstallationId,
  repository: StoredRepository,
  pull: PullFacts,
  stored: StoredPull | null,
): Promise<RolledBack['found']> {
  const place = { installation, repositoryId: repository.id };
  try {
    const files = await filesOf(spine, place, repository, pull);
    const claim = claimOf(repository, files, { repositoryId: repository.id, pullNumber: pull.number });
    await spine.ledger.holding(installation, claim, async (held) => {
      const now = held.lockedAt;
      const asked = askedAt({ asked: null, firstSeen: stored === null, pull, now });
      const facts = await factsOf(
        held,
        place,
        await held.repository(place.repositoryId),
        pull,
        { askedAt: asked, orders: [], activity: false, wasOpen: true },
        'all',
      );
      if (facts === null) throw notConfigured(repository);
      const decision = decide(facts);
      const check = decision.checks.find((one) => one.pullNumber === pull.number);
      const context = { now, lastEvent: stored?.lastEvent ?? null, traceId: null };
      throw new RolledBack({ facts, decision, check: check ? renderCheck(check, context) : null });
    });
  } catch (error) {
    if (error instanceof RolledBack) return error.found;
    throw error;
  }
  throw notConfigured(repository);
}

const notConfigured = (repository: StoredRepository): UserFault =>
  new UserFault(
    'not-read-yet',
    `The configuration of ${repository.owner}/${repository.name} was never read.`,
    'Wait for the next sweep (two minutes), then ask again.',
  );

/** Throws UserFault when the repository or the pull request is not known. */
export async function explain(
  spine: Spine,
  owner: string,
  name: string,
  number: PullNumber,
): Promise<Explanation> {
  const at = { owner, name };
  const installation = await spine.github.repositories.installationOf(at);
  if (installation === null) {
    throw new UserFault(
      'not-installed',
      `The app is not installed on ${owner}/${name}.`,
      'Install it there, or check the spelling.',
    );
  }
  const repositories = await spine.ledger.reading(installation, (reader) => reader.repositories());
  const repository = repositories.find((one) => same(one.owner, owner) && same(one.name, name));
  if (!repository) {
    throw new UserFault(
      'not-known-yet',
      `${owner}/${name} was not seen yet.`,
      'Wait for the next sweep (two minutes), then ask again.',
    );
  }
  const stored = await spine.ledger.reading(installation, (reader) => reader.pull(repository.id, number));
  const found = await spine.github.pulls.get(installation, at, number);
  const github = found === null ? null : pullFacts(found);
  const pull = github ?? stored?.facts;
  if (!pull) {
    throw new UserFault(
      'no-such-pull',
      `${owner}/${name} has no pull request #${number}.`,
      'Check the number.',
    );
  }
  const order = github === null ? 'gone' : freshness(stored?.facts ?? null, github);
  const rehearsed = await rehearse(spine, installation, repository, pull, stored);
  const gates = await explainGates(spine, { installation, repositoryId: repository.id }, pull);
  return { installation, repository, stored, github, freshness: order, ...rehearsed, gates };
}

/** Only as our rows know the pull request: what they lack is read first by the job that judges. */
async function explainGates(spine: Spine, place: Place, pull: PullFacts): Promise<ExplainedGates | null> {
  const item = { repositoryId: place.repositoryId, pullNumber: pull.number };
  const rows = await spine.gates.records.writing(place.installation, (writer) => rowsOf(writer, item));
  if (!rows?.gates.configuration.active) return null;
  const now = { ...rows, pull: { ...rows.pull, facts: pull } };
  const { facts } = await readFacts(spine, place, now);
  const decision = judgeGates({ pull, repository: rows.repository, facts, now: rows.readAt });
  const context = { now: rows.readAt, lastEvent: rows.pull.lastEvent, traceId: null };
  return { facts, decision, check: decision.check ? renderCheck(decision.check, context) : null };
}

/** GitHub's names ignore case. */
const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
