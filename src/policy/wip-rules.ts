// The rules between keys of `wip`, which no schema can say, and from a `wip` that keeps them to settings.

import { seconds } from '../core/durations.ts';
import type { ExemptAuthor, Mode } from '../core/policy.ts';
import type { FilePlace, Settings } from './keys.ts';
import type { Finding, Placed } from './kind.ts';
import { type Complaint, quoted } from './problem.ts';
import type { Wip } from './wip-schema.ts';

const DAY = 86_400;

/** `base` leads to the mapping that holds `mode` and `wip`; `limit` is the one that holds where `wip` sets none. */
export function wipFindings(wip: Wip | undefined, base: readonly string[], limit?: number): Finding[] {
  if (wip === undefined) return [];
  const at = (...path: string[]) => [...base, 'wip', ...path];
  return [
    ...typesAbove(wip, wip.limit ?? limit, at),
    ...sameLabels(Object.keys(wip.weights ?? {}), (key) => at('weights', key)),
    ...sameLabels(Object.keys(wip.types ?? {}), (key) => at('types', key)),
    ...twice(wip.exempt?.authors ?? [], (_, index) => at('exempt', 'authors', String(index))),
    ...twice(wip.exempt?.labels ?? [], (_, index) => at('exempt', 'labels', String(index))),
    ...outside(wip.ttl, DAY, 365 * DAY, '1d', '365d', at('ttl')),
    ...outside(wip.reacquireDelay, 0, 30 * DAY, '0s', '30d', at('reacquireDelay')),
  ];
}

type At = (...path: string[]) => readonly string[];

function typesAbove({ perType = {} }: Wip, limit: number | undefined, at: At): Finding[] {
  return Object.entries(perType).flatMap(([type, own]) => {
    if (limit === undefined || own <= limit) return [];
    const complaint: Complaint = {
      code: 'config.above-limit',
      message: `${quoted(type)} may hold ${own} slots, but \`wip.limit\` is ${limit} for all types together.`,
      mend: `Write ${limit} or less, or raise \`wip.limit\`.`,
    };
    return [{ path: at('perType', type), complaint }];
  });
}

/** When two words are one, and why. */
export interface Sameness {
  fold(word: string): string;
  readonly why: string;
}

/** GitHub does not tell labels and logins apart by case. */
const CASE: Sameness = {
  fold: (word) => word.toLowerCase(),
  why: 'GitHub does not tell upper from lower case here',
};

export function twice(
  words: readonly string[],
  path: (word: string, index: number) => readonly string[],
  sameness = CASE,
): Finding[] {
  const first = new Map<string, string>();
  return words.flatMap((word, index) => {
    const folded = sameness.fold(word);
    const known = first.get(folded);
    first.set(folded, known ?? word);
    if (known === undefined) return [];
    return [{ path: path(word, index), complaint: listedTwice(word, known, sameness.why) }];
  });
}

const sameLabels = (keys: readonly string[], path: (key: string) => readonly string[]): Finding[] =>
  twice(keys, path).map((finding) => ({ ...finding, on: 'key' }));

const listedTwice = (word: string, first: string, why: string): Complaint => ({
  code: 'config.listed-twice',
  message:
    word === first
      ? `${quoted(word)} is listed twice.`
      : `${quoted(word)} and ${quoted(first)} are the same: ${why}.`,
  mend: 'Keep one of the two.',
});

/** A duration that is too short or too long. */
export function outside(
  text: string | undefined,
  least: number,
  most: number,
  from: string,
  to: string,
  path: readonly string[],
): Finding[] {
  if (text === undefined || text === 'never') return [];
  const length = seconds(text);
  if (length >= least && length <= most) return [];
  const complaint: Complaint = {
    code: 'config.out-of-range',
    message: `${quoted(path.join('.'))} should be from \`${from}\` to \`${to}\`, but it is ${quoted(text)}.`,
    mend: `Write a duration from \`${from}\` to \`${to}\`${path.at(-1) === 'ttl' ? ', or `never`' : ''}.`,
  };
  return [{ path, complaint }];
}

const lower = <T>(entries: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(entries).map(([key, value]) => [key.toLowerCase(), value]));

/** Ids come later: they are asked of GitHub, once per file. */
const author = (login: string): ExemptAuthor => ({ login, id: null });

/** What a repository's file, an organisation's and one of its pods have in common. */
export interface PodFile {
  readonly mode?: Mode;
  readonly wip?: Wip;
}

/** What the file says, setting by setting and with its place; keys it leaves out are absent. */
export function settingsOf(
  { value, place }: Pick<Placed<PodFile>, 'value' | 'place'>,
  base: readonly string[] = [],
): Settings {
  const { mode, wip = {} } = value;
  const found: Readonly<Record<string, unknown>> = {
    mode,
    'wip.limit': wip.limit,
    'wip.onLimit': wip.onLimit,
    'wip.drafts': wip.drafts,
    'wip.perType': wip.perType && { ...wip.perType },
    'wip.perAuthor': wip.perAuthor,
    'wip.weights': wip.weights && lower(wip.weights),
    'wip.types': wip.types && lower(wip.types),
    'wip.ttl': wip.ttl === undefined ? undefined : wip.ttl === 'never' ? null : seconds(wip.ttl),
    'wip.reacquireDelay': wip.reacquireDelay === undefined ? undefined : seconds(wip.reacquireDelay),
    'wip.exempt.authors': wip.exempt?.authors?.map(author),
    'wip.exempt.labels': wip.exempt?.labels?.map((one) => one.toLowerCase()),
  };
  const set = Object.entries(found).filter(([, one]) => one !== undefined);
  const at = (key: string): FilePlace => place({ path: [...base, ...key.split('.')], on: 'key' });
  return Object.fromEntries(set.map(([key, one]) => [key, { value: one, at: at(key) }])) as Settings;
}
