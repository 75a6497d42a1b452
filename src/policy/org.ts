// `.clos/org.yml`, in the organisation's `.github` repository: its pods, what holds in all its repositories, and what they may
// not change.

import { type Static, Type } from 'typebox';
import { nearest } from '../core/suggest.ts';
import { LOCKABLE, type Settings, settingsNamed } from './keys.ts';
import { defineKind, type Finding, type Placed } from './kind.ts';
import { type Complaint, quoted } from './problem.ts';
import type { Organization, OrganizationPod } from './resolve.ts';
import { nameSchema, pathGlob, slugSchema, teamSchema, words } from './text-schema.ts';
import { settingsOf, twice, wipFindings } from './wip-rules.ts';
import { extendsSchema, loginSchema, modeSchema, wipSchema } from './wip-schema.ts';

const MOST_PODS = 200;
const MOST_ENTRIES = 200;

const nameGlob = words(
  'the name of a repository, without its owner, in which `*` stands for any characters',
  '^[\\w.*?-]{1,100}$',
  'A glob of repository names, such as shop-*.',
);
const members = Type.Object(
  {
    teams: Type.Optional(
      Type.Array(teamSchema, {
        maxItems: MOST_ENTRIES,
        default: [],
        description: 'Slugs of teams of the organisation.',
      }),
    ),
    users: Type.Optional(
      Type.Array(loginSchema('A login.'), { maxItems: MOST_ENTRIES, default: [], description: 'Logins.' }),
    ),
  },
  { additionalProperties: false, description: 'Who is in the pod.' },
);

const pod = Type.Object(
  {
    slug: slugSchema('The identity of the pod: its slots follow it. Lower-case letters, digits and dashes.'),
    name: Type.Optional(nameSchema('The name people read. The slug when it is left out.')),
    repositories: Type.Optional(
      Type.Array(nameGlob, {
        maxItems: MOST_ENTRIES,
        default: [],
        description: 'Names of repositories that belong to the pod as a whole; * stands for any characters.',
      }),
    ),
    paths: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Array(pathGlob, { minItems: 1, maxItems: MOST_ENTRIES, description: 'Globs of paths.' }),
        {
          maxProperties: MOST_ENTRIES,
          propertyNames: {
            pattern: '^[\\w.-]{1,100}$',
            title: 'the name of a repository, without its owner',
          },
          default: {},
          description: 'Shared repositories: by name, the paths in them that belong to the pod.',
        },
      ),
    ),
    members: Type.Optional(members),
    mode: Type.Optional(modeSchema()),
    wip: Type.Optional(wipSchema),
    channel: Type.Optional(
      words('a channel such as `#payments`', '^#?[\\w-]{1,80}$', 'Where the pod is told things.'),
    ),
    timezone: Type.Optional(
      words(
        'a time zone such as `Europe/Berlin`',
        '^[\\w+/-]{1,60}$',
        'IANA name of the time zone the pod works in.',
      ),
    ),
  },
  { additionalProperties: false, description: 'A team and what it shares one limit over.' },
);

const schema = Type.Object(
  {
    version: Type.Literal(1, { description: 'Version of this file format. Always 1.' }),
    extends: Type.Optional(extendsSchema),
    mode: Type.Optional(modeSchema()),
    wip: Type.Optional(wipSchema),
    locked: Type.Optional(
      Type.Array(Type.String({ maxLength: 60, title: 'the name of a setting such as `wip.limit`' }), {
        maxItems: LOCKABLE.length,
        default: [],
        description: 'Settings that repositories cannot change, by dotted name; wip locks all of its keys.',
      }),
    ),
    pods: Type.Optional(
      Type.Array(pod, {
        maxItems: MOST_PODS,
        default: [],
        description: 'The teams. A repository in no pod is its own pod.',
      }),
    ),
  },
  {
    additionalProperties: false,
    $id: 'urn:clos:schema:org:1',
    title: 'CLOS organisation configuration',
    description: "The file .clos/org.yml in an organisation's .github repository.",
  },
);

export type OrgFile = Static<typeof schema>;
type PodFile = Static<typeof pod>;

export const orgFile = defineKind('org', '.clos/org.yml', schema, findings);

function findings({ wip, locked = [], pods = [] }: OrgFile): Finding[] {
  return [
    ...wipFindings(wip, []),
    ...locked.flatMap((name, index) => unknownSetting(name, ['locked', String(index)])),
    ...twice(locked, (_, index) => ['locked', String(index)]),
    ...twice(
      pods.map(({ slug }) => slug),
      (_, index) => ['pods', String(index), 'slug'],
    ),
    ...pods.flatMap((one, index) => podFindings(one, ['pods', String(index)], wip?.limit)),
  ];
}

function podFindings(one: PodFile, path: readonly string[], limit: number | undefined): Finding[] {
  const { wip, repositories = [], paths = {}, members: who, timezone } = one;
  return [
    ...(repositories.length + Object.keys(paths).length === 0
      ? [{ path, complaint: withoutRepositories(one) }]
      : []),
    ...wipFindings(wip, path, limit),
    ...twice(repositories, (_, index) => [...path, 'repositories', String(index)]),
    ...twice(Object.keys(paths), (name) => [...path, 'paths', name]),
    ...twice(who?.teams ?? [], (_, index) => [...path, 'members', 'teams', String(index)]),
    ...twice(who?.users ?? [], (_, index) => [...path, 'members', 'users', String(index)]),
    ...(timezone === undefined || isTimeZone(timezone)
      ? []
      : [{ path: [...path, 'timezone'], complaint: unknownTimeZone(timezone) }]),
  ];
}

const withoutRepositories = ({ slug }: PodFile): Complaint => ({
  code: 'config.empty-pod',
  message: `The pod ${quoted(slug)} has neither \`repositories\` nor \`paths\`, so no pull request is in it.`,
  mend: 'Add `repositories:` with their names, or `paths:` for a shared repository.',
});

function unknownSetting(name: string, path: readonly string[]): Finding[] {
  if (settingsNamed(name).length > 0) return [];
  const near = nearest(name, LOCKABLE) ?? LOCKABLE.find((key) => key.endsWith(`.${name}`));
  const complaint: Complaint = {
    code: 'config.unknown-setting',
    message: `${quoted(name)} is not a setting that can be locked.`,
    mend:
      near === undefined
        ? `Write one of ${LOCKABLE.map(quoted).join(', ')}.`
        : `Did you mean ${quoted(near)}?`,
  };
  return [{ path, complaint }];
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function unknownTimeZone(name: string): Complaint {
  const near = nearest(name, Intl.supportedValuesOf('timeZone'));
  return {
    code: 'config.unknown-timezone',
    message: `${quoted(name)} is not a time zone.`,
    mend: `${near === null ? '' : `Did you mean ${quoted(near)}? `}Write an IANA name such as \`Europe/Berlin\`, or \`UTC\`.`,
  };
}

/** What several organisation files say together: the later one wins, key by key, and lists are one key. */
export function organizationOf(
  layers: readonly { readonly file: Placed<OrgFile>; readonly settings: Settings }[],
): Organization {
  const last = <K extends 'locked' | 'pods'>(key: K) =>
    layers.findLast(({ file }) => file.value[key] !== undefined);
  const pods = last('pods')?.file;
  return {
    settings: Object.assign({}, ...layers.map(({ settings }) => settings)),
    locked: [...new Set((last('locked')?.file.value.locked ?? []).flatMap(settingsNamed))],
    pods: (pods?.value.pods ?? []).map((one, index) => podOf(one, (pods as Placed<OrgFile>).place, index)),
  };
}

const podOf = (one: PodFile, place: Placed<OrgFile>['place'], index: number): OrganizationPod => ({
  slug: one.slug,
  name: one.name ?? one.slug,
  repositories: one.repositories ?? [],
  paths: { ...one.paths },
  members: { teams: one.members?.teams ?? [], users: one.members?.users ?? [] },
  channel: one.channel ?? null,
  timezone: one.timezone ?? null,
  settings: settingsOf({ value: one, place }, ['pods', String(index)]),
});
