// From what files set to what holds: defaults, then the organisation, then the repository, setting by setting; what the
// organisation locked stays its own. Pure: the files were read, and whom their logins mean was asked, before.

import { matchesName } from '../core/glob.ts';
import {
  type ConfigurationProblem,
  DEFAULT_POLICY,
  type PodMembership,
  type PodRules,
  type Policy,
} from '../core/policy.ts';
import { layered, type SettingKey, type Settings } from './keys.ts';
import type { ProblemCode } from './problem.ts';

export interface OrganizationPod {
  readonly slug: string;
  readonly name: string;
  /** Globs of repository names that belong to the pod as a whole. */
  readonly repositories: readonly string[];
  /** By repository name, globs of the paths that belong to the pod. */
  readonly paths: Readonly<Record<string, readonly string[]>>;
  readonly members: { readonly teams: readonly string[]; readonly users: readonly string[] };
  readonly channel: string | null;
  readonly timezone: string | null;
  readonly settings: Settings;
}

/** What an organisation's file says, those it extends included. */
export interface Organization {
  readonly settings: Settings;
  readonly locked: readonly SettingKey[];
  readonly pods: readonly OrganizationPod[];
}

/** Without an organisation's file. */
export const NO_ORGANIZATION: Organization = { settings: {}, locked: [], pods: [] };

export interface PodDefinition extends PodRules {
  readonly key: string;
  readonly name: string;
}

export interface Resolved {
  readonly policy: Policy;
  /** What the repository set although the organisation locked it. The rest of its file holds. */
  readonly problems: readonly ConfigurationProblem[];
}

export function resolve(organization: Organization, repository: string, own: Settings): Resolved {
  const refused = organization.locked.filter((key) => own[key] !== undefined);
  const allowed = Object.fromEntries(
    Object.entries(own).filter(([key]) => !refused.some((one) => one === key)),
  ) as Settings;
  return {
    policy: {
      ...rulesFrom([organization.settings, allowed]),
      pods: organization.pods.flatMap((pod) => membership(pod, repository)),
    },
    problems: refused.flatMap((key) => lockedProblem(key, own)),
  };
}

/** The rules of every pod of the organisation: its own settings over the organisation's. */
export const podDefinitions = ({ settings, pods }: Organization): readonly PodDefinition[] =>
  pods.map((pod) => ({
    key: podKey(pod.slug),
    name: pod.name,
    ...rulesFrom([settings, pod.settings]),
  }));

const podKey = (slug: string): string => `pod/${slug}`;

/** The whole repository belongs to a pod that names it; otherwise those of its paths that the pod names. */
function membership(pod: OrganizationPod, repository: string): PodMembership[] {
  const { slug, name, repositories, paths } = pod;
  if (repositories.some((glob) => matchesName(glob, repository)))
    return [{ key: podKey(slug), name, paths: null }];
  const own = Object.entries(paths).find(([one]) => one.toLowerCase() === repository.toLowerCase());
  return own === undefined ? [] : [{ key: podKey(slug), name, paths: own[1] }];
}

function lockedProblem(key: SettingKey, own: Settings): ConfigurationProblem[] {
  const setting = own[key];
  if (setting === undefined) return [];
  const code: ProblemCode = 'config.locked';
  const message = `\`${key}\` is locked by the organisation's \`.clos/org.yml\`; its value there is in force, and the rest of this file.`;
  const mend = `Delete \`${key}\` here, or ask the owners of the organisation's \`.github\` repository to unlock it.`;
  return [{ code, ...setting.at, message, mend }];
}

/** Defaults underneath; a later layer wins. */
export function rulesFrom(layers: readonly Settings[]): PodRules {
  const set = layered(layers);
  const { mode, wip } = DEFAULT_POLICY;
  return {
    mode: set.mode?.value ?? mode,
    wip: {
      limit: set['wip.limit']?.value ?? wip.limit,
      onLimit: set['wip.onLimit']?.value ?? wip.onLimit,
      drafts: set['wip.drafts']?.value ?? wip.drafts,
      perType: set['wip.perType']?.value ?? wip.perType,
      perAuthor: set['wip.perAuthor']?.value ?? wip.perAuthor,
      weights: set['wip.weights']?.value ?? wip.weights,
      types: set['wip.types']?.value ?? wip.types,
      // Null is a value here: never.
      ttl: set['wip.ttl'] === undefined ? wip.ttl : set['wip.ttl'].value,
      reacquireDelay: set['wip.reacquireDelay']?.value ?? wip.reacquireDelay,
      exempt: {
        authors: set['wip.exempt.authors']?.value ?? wip.exempt.authors,
        labels: set['wip.exempt.labels']?.value ?? wip.exempt.labels,
      },
    },
  };
}
