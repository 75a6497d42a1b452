// What a proposed file would change, setting by setting, in words of the files.

import type { PodRules } from '../core/policy.ts';
import { SETTING_KEYS } from './keys.ts';
import { type Organization, podDefinitions, rulesFrom } from './resolve.ts';

export interface Change {
  readonly setting: string;
  /** As one would write it; null: not there. */
  readonly before: string | null;
  readonly after: string | null;
}

const UNITS = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'm'],
] as const;

export function duration(seconds: number): string {
  const [size, sign] = UNITS.find(([unit]) => seconds >= unit && seconds % unit === 0) ?? [1, 's'];
  return `${seconds / size}${sign}`;
}

function written(setting: string, value: unknown): string {
  if (setting === 'wip.ttl') return value === null ? 'never' : duration(Number(value));
  if (setting === 'wip.reacquireDelay') return duration(Number(value));
  if (value === null) return 'not set';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function valueAt({ mode, wip }: PodRules, setting: string): unknown {
  if (setting === 'mode') return mode;
  const [, key = '', inner] = setting.split('.');
  const value: unknown = wip[key as keyof typeof wip];
  if (inner === 'authors') return wip.exempt.authors.map(({ login }) => login);
  return inner === 'labels' ? wip.exempt.labels : value;
}

export const rulesChanges = (before: PodRules, after: PodRules, prefix = ''): Change[] =>
  SETTING_KEYS.flatMap((setting) => {
    const [old, fresh] = [before, after].map((rules) => written(setting, valueAt(rules, setting)));
    return old === fresh ? [] : [{ setting: prefix + setting, before: old ?? null, after: fresh ?? null }];
  });

export function organizationChanges(before: Organization, after: Organization): Change[] {
  const locks = ({ locked }: Organization) => (locked.length === 0 ? 'nothing' : locked.join(', '));
  const locked = { setting: 'locked', before: locks(before), after: locks(after) };
  return [
    ...rulesChanges(rulesFrom([before.settings]), rulesFrom([after.settings])),
    ...(locked.before === locked.after ? [] : [locked]),
    ...podChanges(before, after),
  ];
}

function podChanges(before: Organization, after: Organization): Change[] {
  const [old, fresh] = [before, after].map(
    (one) => new Map(podDefinitions(one).map((pod) => [pod.key, pod])),
  );
  const keys = [...new Set([...(old?.keys() ?? []), ...(fresh?.keys() ?? [])])];
  return keys.flatMap((key) => {
    const [was, is] = [old?.get(key), fresh?.get(key)];
    const setting = key;
    if (was === undefined) return [{ setting, before: null, after: 'a new pod' }];
    if (is === undefined) return [{ setting, before: 'a pod', after: null }];
    return [...rulesChanges(was, is, `${key} `), ...belongings(key, before, after)];
  });
}

function belongings(key: string, before: Organization, after: Organization): Change[] {
  const [old, fresh] = [before, after].map(({ pods }) => {
    const pod = pods.find(({ slug }) => `pod/${slug}` === key);
    return JSON.stringify([pod?.repositories, pod?.paths]);
  });
  return old === fresh
    ? []
    : [{ setting: `${key} repositories and paths`, before: old ?? null, after: fresh ?? null }];
}
