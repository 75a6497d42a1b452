// The settings of a pod or repository, each under one dotted name: the unit in which files override each other, organisations
// lock, and problems are told. A file that sets `wip.weights` sets all of it; nothing is mixed from two files below this level.

import type { ExemptAuthor, ItemType, Mode, WipPolicy } from '../core/policy.ts';

export interface SettingValues {
  readonly mode: Mode;
  readonly 'wip.limit': number;
  readonly 'wip.onLimit': WipPolicy['onLimit'];
  readonly 'wip.drafts': WipPolicy['drafts'];
  readonly 'wip.perType': WipPolicy['perType'];
  readonly 'wip.perAuthor': number;
  readonly 'wip.weights': Readonly<Record<string, number>>;
  readonly 'wip.types': Readonly<Record<string, ItemType>>;
  readonly 'wip.ttl': number | null;
  readonly 'wip.reacquireDelay': number;
  readonly 'wip.exempt.authors': readonly ExemptAuthor[];
  readonly 'wip.exempt.labels': readonly string[];
}

export type SettingKey = keyof SettingValues;

/** Where somebody wrote it. Line and column count from 1. */
export interface FilePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Setting<T> {
  readonly value: T;
  readonly at: FilePlace;
}

/** What one file, or several that extend each other, set. What is absent was left to whoever comes before. */
export type Settings = { readonly [K in SettingKey]?: Setting<SettingValues[K]> };

export const SETTING_KEYS = [
  'mode',
  'wip.limit',
  'wip.onLimit',
  'wip.drafts',
  'wip.perType',
  'wip.perAuthor',
  'wip.weights',
  'wip.types',
  'wip.ttl',
  'wip.reacquireDelay',
  'wip.exempt.authors',
  'wip.exempt.labels',
] as const satisfies readonly SettingKey[];

/** What `locked` may name: a setting, or a group of them. */
export const LOCKABLE: readonly string[] = [...SETTING_KEYS, 'wip', 'wip.exempt'];

/** Every setting a name of `locked` stands for. */
export const settingsNamed = (name: string): readonly SettingKey[] =>
  SETTING_KEYS.filter((key) => key === name || key.startsWith(`${name}.`));

/** The later one wins, setting by setting. */
export const layered = (layers: readonly Settings[]): Settings => Object.assign({}, ...layers);
