// An explanation as text for a terminal: one section per stage, in the order in which they happen.

import type { HeldLock, PodFacts, QueuedLock, Transition } from '../core/wip/model.ts';
import type { Explanation } from '../reconcile/explain.ts';

const section = (title: string, lines: readonly string[]): string =>
  [`${title}`, ...(lines.length > 0 ? lines : ['nothing']).map((line) => `  ${line}`)].join('\n');

function repositoryLines({ repository, installation, facts }: Explanation): string[] {
  return [
    `${repository.owner}/${repository.name} (id ${repository.id}), installation ${installation}, access ${facts.access}`,
  ];
}

function pullLines({ stored, github, freshness }: Explanation): string[] {
  const show = (where: string, pull: NonNullable<Explanation['github']>): string =>
    `${where}: ${pull.state}${pull.merged ? ', merged' : ''}${pull.draft ? ', draft' : ''}, head ${pull.headSha.slice(0, 10)}, updated ${pull.updatedAt}`;
  return [
    github ? show('GitHub now', github) : 'GitHub now: not found',
    stored ? show('our row   ', stored.facts) : 'our row   : none',
    `so GitHub's answer is ${freshness}`,
    stored?.lastEvent
      ? `last event: ${stored.lastEvent.name} at ${stored.lastEvent.at}, trace ${stored.lastEvent.trace}`
      : 'last event: none',
  ];
}

function configurationLines({ facts }: Explanation): string[] {
  if (facts.configuration === null) return ['never read'];
  const { source, policy, problems, blobSha } = facts.configuration;
  const rules = policy
    ? [
        `mode ${policy.mode}, limit ${policy.wip.limit}, onLimit ${policy.wip.onLimit}, drafts ${policy.wip.drafts}`,
      ]
    : ['no rules can be applied'];
  return [
    `from ${source}${blobSha ? ` (blob ${blobSha.slice(0, 10)})` : ''}`,
    ...rules,
    ...problems.map((one) => `${one.file}:${one.line}:${one.column} ${one.message} → ${one.mend}`),
  ];
}

const heldLine = (lock: HeldLock): string =>
  `slot ${lock.slot}  ${lock.item.repository}#${lock.item.pullNumber}  since ${lock.grantedAt}, fence ${lock.fence}`;
const queuedLine = (lock: QueuedLock, index: number): string =>
  `waits ${index + 1}  ${lock.item.repository}#${lock.item.pullNumber}  since ${lock.requestedAt}`;

function podLines(pod: PodFacts): string[] {
  const { held, queue, queueLength, rules, freeze } = pod;
  const hidden = queueLength - queue.length;
  return [
    `${pod.name} (id ${pod.id}): ${held.length} of ${rules?.wip.limit ?? 'unknown'} slots taken, ${queueLength} waiting`,
    ...(freeze ? [`frozen by ${freeze.by} until ${freeze.until ?? 'it is lifted'}: ${freeze.reason}`] : []),
    ...held.map(heldLine),
    ...queue.map(queuedLine),
    ...(hidden > 0 ? [`… and ${hidden} more`] : []),
  ];
}

function transitionLine(change: Transition): string {
  const item = `#${change.item.pullNumber}`;
  switch (change.kind) {
    case 'grant':
      return `grant slot ${change.slot} to ${item}`;
    case 'enqueue':
      return `${item} waits, as of ${change.requestedAt}`;
    case 'release':
      return `release ${item} (${change.reason})`;
    case 'requeue':
      return `${item} goes to the back of the line (${change.reason})`;
    case 'expedite':
      return `${item} goes first`;
    case 'warn':
      return `announce that the slot of ${item} will expire`;
    case 'touch':
      return `${item} was worked on: its time to live begins again`;
  }
}

function gateLines({ gates }: Explanation): string[] {
  if (!gates) return ['none are in force here'];
  const { configuration } = gates.facts;
  const rows = gates.decision.rows.map(
    (row) =>
      `${row.state.padEnd(7)} ${row.project || '(paths)'} ${row.criterion}: needed ${row.needed}, found ${row.found}`,
  );
  return [`rules from ${configuration.source}`, ...rows, ...checkLines(gates)];
}

function checkLines({ check }: Pick<Explanation, 'check'>): string[] {
  if (!check) return ['none would be posted'];
  const outcome = check.status === 'completed' ? `completed, ${check.conclusion}` : check.status;
  return [`${outcome}: ${check.title}`, ...check.summary.split('\n')];
}

export function explanationText(explanation: Explanation): string {
  const { facts, decision } = explanation;
  return [
    section('1 Repository', repositoryLines(explanation)),
    section('2 Pull request', pullLines(explanation)),
    section('3 Configuration', configurationLines(explanation)),
    section('4 Pods', facts.pods.flatMap(podLines)),
    section('5 Decision', decision.transitions.map(transitionLine)),
    section('6 Check clos/wip', checkLines(explanation)),
    section('7 Gates, and check clos/stage-gate', gateLines(explanation)),
    'Nothing was written.',
  ].join('\n\n');
}
