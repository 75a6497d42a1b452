// `mode`, `wip` and `extends` as every kind of file writes them: schema, meaning, and the rules between keys.

import { type Static, Type } from 'typebox';
import { DURATION } from '../core/durations.ts';
import { DEFAULT_POLICY, ITEM_TYPES } from '../core/policy.ts';

const MOST_SLOTS = 1000;
const MOST_ENTRIES = 100;

const count = (minimum: number, description: string, more: object = {}) =>
  Type.Integer({ minimum, maximum: MOST_SLOTS, description, ...more });

export const loginSchema = (description: string) =>
  Type.String({
    pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,98}(?:\\[bot\\])?$',
    title: 'a login such as `octocat` or `dependabot[bot]`',
    description,
  });

export const modeSchema = (more: object = {}) =>
  Type.Enum(['observe', 'warn', 'enforce'], {
    description:
      'observe: record only, post no check. warn: post a passing check that says what would be blocked. enforce: block.',
    ...more,
  });

const perType = Type.Object(
  {
    FEATURE: Type.Optional(count(0, 'Slots that features may hold at once.')),
    BUG: Type.Optional(count(0, 'Slots that bug fixes may hold at once.')),
    INVESTIGATION: Type.Optional(count(0, 'Slots that investigations may hold at once.')),
    DEPLOYMENT: Type.Optional(count(0, 'Slots that deployments may hold at once.')),
  },
  {
    additionalProperties: false,
    default: {},
    description:
      'Limits of single types of work, inside limit. A type that is not named is only bound by limit.',
  },
);

const label = { minLength: 1, maxLength: 50, title: 'a label of 1 to 50 characters' };

const exempt = Type.Object(
  {
    authors: Type.Optional(
      Type.Array(loginSchema('A login. Its numeric id is looked up when this file is read.'), {
        maxItems: MOST_ENTRIES,
        default: [],
        description: 'Logins whose pull requests need no slot, such as dependabot[bot].',
      }),
    ),
    labels: Type.Optional(
      Type.Array(Type.String(label), {
        maxItems: MOST_ENTRIES,
        default: [],
        description:
          'Labels that exempt a pull request. They count only when somebody with write access set them.',
      }),
    ),
  },
  { additionalProperties: false, description: 'Whose pull requests need no slot.' },
);

export const wipSchema = Type.Object(
  {
    limit: Type.Optional(
      count(0, 'How many pull requests may be in progress at once. 0 stops the line.', {
        default: DEFAULT_POLICY.wip.limit,
      }),
    ),
    onLimit: Type.Optional(
      Type.Enum(['queue', 'block'], {
        default: DEFAULT_POLICY.wip.onLimit,
        description:
          'What happens to a pull request over the limit. queue: it waits and is admitted when a slot frees. block: it is refused until asked again.',
      }),
    ),
    drafts: Type.Optional(
      Type.Enum(['exclude', 'include'], {
        default: DEFAULT_POLICY.wip.drafts,
        description: 'Whether a draft pull request asks for a slot (include) or holds none (exclude).',
      }),
    ),
    perType: Type.Optional(perType),
    perAuthor: Type.Optional(
      count(
        1,
        'How many pull requests of one author may hold slots at once. Not set: as many as limit allows.',
      ),
    ),
    weights: Type.Optional(
      Type.Record(Type.String(), count(1, 'Slots that a pull request with this label takes.'), {
        maxProperties: MOST_ENTRIES,
        propertyNames: { ...label },
        default: {},
        description:
          'How many slots a pull request with a label takes; the heaviest label counts, without one it is 1.',
      }),
    ),
    types: Type.Optional(
      Type.Record(Type.String(), Type.Enum([...ITEM_TYPES]), {
        maxProperties: MOST_ENTRIES,
        propertyNames: { ...label },
        default: DEFAULT_POLICY.wip.types,
        description:
          'Labels that say what type of work a pull request is, before its conventional-commit title does. Replaces the default labels.',
      }),
    ),
    ttl: Type.Optional(
      Type.String({
        pattern: `^(?:never|${DURATION})$`,
        title: '`never` or a duration such as `7d` or `48h`',
        default: '7d',
        description:
          'How long a slot lasts without a push, review or comment by a person, 1d to 365d, or never. Its check warns a day before.',
      }),
    ),
    reacquireDelay: Type.Optional(
      Type.String({
        pattern: `^${DURATION}$`,
        title: 'a duration such as `1h` or `30m`',
        default: '0s',
        description:
          'How long a pull request waits before it may hold a slot again after its slot expired or was handed back; at most 30d.',
      }),
    ),
    exempt: Type.Optional(exempt),
  },
  { additionalProperties: false, description: 'Work-in-progress limits: the check clos/wip.' },
);

export type Wip = Static<typeof wipSchema>;

const reference = {
  pattern: '^[A-Za-z0-9][\\w-]{0,99}/[\\w.-]{1,100}(?:/[^@\\s]{1,200}\\.ya?ml)?(?:@[\\w./-]{1,200})?$',
  title: 'a file as `owner/repository`, `owner/repository/.clos/file.yml` or either with `@ref`',
};

export const extendsSchema = Type.Union(
  [Type.String(reference), Type.Array(Type.String(reference), { minItems: 1, maxItems: 20 })],
  {
    description:
      'Files of the same kind, in repositories of the same installation, whose settings hold where this file says nothing: owner/repository, with /.clos/<file>.yml for another file and @ref for another branch, tag or commit. A list is read in order; later ones win.',
  },
);
