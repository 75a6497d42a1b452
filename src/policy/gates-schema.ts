// The schema of `gates.yml`.

import { type Static, Type } from 'typebox';
import { DEFAULT_RULES } from '../core/gates/defaults.ts';
import { MOST_CHARACTERS } from '../core/gates/expressions/compile.ts';
import { TYPE_NAME, typeDefinition, typeSchema } from './evidence-schema.ts';
import {
  branchGlob,
  durationSchema,
  pathGlob,
  prose,
  STAGE_NAME,
  stageSchema,
  teamSchema,
  words,
} from './text-schema.ts';
import { extendsSchema, modeSchema } from './wip-schema.ts';

const MOST_STAGES = 20;
const MOST_ENTRIES = 100;
const MOST_APPROVERS = 20;

const criterion = Type.Object(
  {
    id: words(
      'a short name of lower-case letters, digits and single dashes',
      '^[a-z0-9]+(?:-[a-z0-9]+)*$',
      'Its name in commands such as /clos waive; unique in its gate.',
      60,
    ),
    title: prose(100, 'What is asked, in a few words.'),
    expression: words(
      `an expression of 1 to ${MOST_CHARACTERS} characters`,
      '\\S',
      'What must be true, in the expression language of GitHub Actions, without the braces around it.',
      MOST_CHARACTERS,
    ),
    reason: prose(200, 'Said when it does not hold.'),
    hint: Type.Optional(prose(300, 'What to do about it.')),
  },
  { additionalProperties: false, description: 'One row of a gate.' },
);

const approval = Type.Object(
  {
    count: Type.Integer({
      minimum: 1,
      maximum: MOST_APPROVERS,
      description: 'How many people must approve. The author of the pull request never counts.',
    }),
    teams: Type.Optional(
      Type.Array(teamSchema, {
        maxItems: MOST_ENTRIES,
        default: [],
        description: 'Teams they must belong to, one of them each. None: anybody who may write.',
      }),
    ),
  },
  { additionalProperties: false, description: 'People who must approve.' },
);

const gate = Type.Object(
  {
    reason: Type.Optional(prose(200, 'Said of the whole gate when it does not open.')),
    criteria: Type.Optional(
      Type.Array(criterion, {
        maxItems: MOST_ENTRIES,
        default: [],
        description: 'What must hold to leave the stage.',
      }),
    ),
    approvals: Type.Optional(
      Type.Array(approval, { maxItems: 10, default: [], description: 'Who must approve leaving the stage.' }),
    ),
    soak: Type.Optional(
      durationSchema(
        '7d',
        'How long the project must have been in the stage, up to 365d. Not set: no matter.',
      ),
    ),
    freshness: Type.Optional(
      durationSchema(
        '30d',
        'How old collectedAt of the evidence may be, 1h to 365d. Not set: evidence does not age.',
      ),
    ),
  },
  { additionalProperties: false, description: 'What must hold to leave a stage.' },
);

const requirement = Type.Object(
  {
    paths: Type.Array(pathGlob, { minItems: 1, maxItems: MOST_ENTRIES, description: 'Globs of paths.' }),
    stage: stageSchema('The stage a project must have reached to change them.'),
    reason: Type.Optional(prose(200, 'Said when it has not.')),
  },
  {
    additionalProperties: false,
    description: 'Paths that only a project of this stage, or a later one, may change.',
  },
);

const appTitle = 'the slug or the numeric id of an app, such as `github-actions`';

const check = Type.Object(
  {
    name: words(
      'the name of a check, of 1 to 100 characters',
      '^\\S.*$',
      'The name of the check run, as pull requests show it.',
      100,
    ),
    app: Type.Union(
      [
        Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,98}$', title: appTitle }),
        Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, title: appTitle }),
      ],
      { description: 'Slug or id of the app that must have written it. github-actions for workflows.' },
    ),
  },
  { additionalProperties: false, description: "Another app's check." },
);

export const gatesSchema = Type.Object(
  {
    version: Type.Literal(1, { description: 'Version of this file format. Always 1.' }),
    extends: Type.Optional(extendsSchema),
    locked: Type.Optional(
      Type.Array(Type.String({ maxLength: 60, title: 'the name of a setting, such as `gates.DISCOVERY`' }), {
        maxItems: MOST_ENTRIES,
        default: [],
        description:
          "In the organisation's file only: settings that repositories cannot change, such as stages or gates.DISCOVERY. A locked gate locks stages and checks too.",
      }),
    ),
    mode: Type.Optional(modeSchema({ default: DEFAULT_RULES.mode })),
    branches: Type.Optional(
      Type.Array(branchGlob, {
        maxItems: MOST_ENTRIES,
        default: [],
        description:
          'Branches besides the default branch: pull requests into them are judged. Into any other branch they are not.',
      }),
    ),
    stages: Type.Optional(
      Type.Array(stageSchema('The name of a stage.'), {
        minItems: 2,
        maxItems: MOST_STAGES,
        default: [...DEFAULT_RULES.stages],
        description: 'The stages a project moves through, in order.',
      }),
    ),
    gates: Type.Optional(
      Type.Record(Type.String(), gate, {
        maxProperties: MOST_STAGES,
        propertyNames: STAGE_NAME,
        description: 'By stage, what must hold to leave it. A stage named here replaces its default gate.',
      }),
    ),
    requires: Type.Optional(
      Type.Array(requirement, {
        maxItems: MOST_ENTRIES,
        default: [],
        description: 'Paths that bind to a stage.',
      }),
    ),
    checks: Type.Optional(
      Type.Record(Type.String(), check, {
        maxProperties: MOST_ENTRIES,
        propertyNames: {
          pattern: '^[A-Za-z][A-Za-z0-9_-]{0,59}$',
          title: 'a short name, such as `tests`',
        },
        default: {},
        description: 'Checks of other apps that expressions may ask about, as checks.<name>.',
      }),
    ),
    evidence: Type.Optional(
      Type.Object(
        {
          schema: Type.Optional(
            typeSchema('The types of what stands in evidence files. Replaces the default schema.'),
          ),
          subject: Type.Optional(
            words(
              'a path such as `src`, outside of `.clos/`, without `..` or a slash at its start or end',
              '^(?!/)(?!\\.clos(?:/|$))(?!.*(?:^|/)\\.{0,2}(?:/|$))[^\\\\\\u0000-\\u001f]{1,200}$',
              'A folder. Evidence must name its tree as subject, so that evidence of other code does not count.',
            ),
          ),
        },
        { additionalProperties: false, description: 'What evidence files look like.' },
      ),
    ),
    waivers: Type.Optional(
      Type.Object(
        {
          longest: Type.Optional(
            durationSchema('30d', 'The longest a waiver may last, 1h to 365d.', { default: '30d' }),
          ),
        },
        { additionalProperties: false, description: 'Waivers: criteria left out for a while.' },
      ),
    ),
  },
  {
    additionalProperties: false,
    $id: 'urn:clos:schema:gates:1',
    title: 'CLOS stage gates',
    description: 'The file .clos/gates.yml of a repository, or of an organisation in its .github repository.',
    definitions: { [TYPE_NAME]: typeDefinition },
  },
);

export type GatesFile = Static<typeof gatesSchema>;
export type WrittenGateFile = Static<typeof gate>;
