// How work flows, as text for a terminal: one block per pod, and a limit to choose from data.

import { type FlowFacts, flowOf, type Spread } from '../core/wip/flow.ts';
import type { PodHistory } from '../ports/records.ts';

const MOST_AGES = 5;

/** Two units at most: `3d 4h`, `2h 5min`, `40s`. */
export function duration(seconds: number): string {
  const units = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ] as const;
  const whole = Math.round(seconds);
  const first = units.findIndex(([, size]) => whole >= size);
  if (first < 0) return '0s';
  let left = whole;
  const parts = units.slice(first, first + 2).map(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count > 0 ? `${count}${unit}` : '';
  });
  return parts.filter((part) => part !== '').join(' ');
}

const spreadText = (spread: Spread | null, of: string): string =>
  spread === null
    ? `nobody was ${of}`
    : `half within ${duration(spread.p50)}, 85 % within ${duration(spread.p85)} (${spread.count} ${of})`;

const percent = (share: number): string => `${Math.round(share * 100)} %`;

function suggestion({ suggested, together, days }: FlowFacts, limit: number | null): string {
  if (suggested === null) return `too few merges in ${days} days to suggest one`;
  const now = limit === null ? '' : limit === suggested ? ', as it is now' : ` (now ${limit})`;
  return `${suggested}${now}: for 85 % of the time at most ${together.p85} were under way together`;
}

function block({ name, mode, limit }: PodHistory, flow: FlowFacts): string[] {
  const oldest = flow.ages
    .slice(0, MOST_AGES)
    .map(({ item, seconds }) => `    ${item}  ${duration(seconds)}`);
  const more = flow.ages.length - oldest.length;
  return [
    `${name}  (limit ${limit ?? 'unknown'}, mode ${mode ?? 'unknown'})`,
    `  Waiting for a slot   ${spreadText(flow.wait, 'admitted')}; ${flow.waiting} wait now`,
    `  Slot to merge        ${spreadText(flow.cycle, 'merged')}`,
    `  Throughput           ${flow.mergedPerWeek.toFixed(1)} merged a week; ${flow.expired} slots expired`,
    `  Under way together   half the time at most ${flow.together.p50}, at most ${flow.together.most}`,
    `  Over the limit       ${duration(flow.overLimit.seconds)}, ${percent(flow.overLimit.share)} of the time`,
    `  Suggested limit      ${suggestion(flow, limit)}`,
    ...(oldest.length > 0 ? [`  Holding now          ${flow.ages.length}, the oldest first`, ...oldest] : []),
    ...(more > 0 ? [`    and ${more} more`] : []),
  ];
}

export interface FlowReport {
  readonly pod: string;
  readonly mode: string | null;
  readonly limit: number | null;
  readonly flow: FlowFacts;
}

export const flowReports = (pods: readonly PodHistory[], days: number, now: string): FlowReport[] =>
  pods.map((pod) => ({
    pod: pod.name,
    mode: pod.mode,
    limit: pod.limit,
    flow: flowOf(pod.lives, pod.limit ?? 0, days, now),
  }));

export function flowText(pods: readonly PodHistory[], days: number, now: string): string {
  if (pods.length === 0) return `Nothing asked for a slot in the last ${days} days.`;
  const reports = flowReports(pods, days, now);
  const blocks = pods.map((pod, index) => {
    const report = reports[index];
    return report ? block(pod, report.flow).join('\n') : '';
  });
  const foot =
    'Start with the suggested limit, and lower it by one every other week while the throughput holds.';
  return [`The last ${days} days`, ...blocks, foot].join('\n\n');
}
