// The schema of `ideas.yml`.

import { type Static, Type } from 'typebox';
import { DEFAULT_IDEA_RULES } from '../core/ideas/defaults.ts';
import { FIELDS, type FieldName } from '../core/ideas/model.ts';
import { TERMS, type TermName } from '../core/ideas/rules.ts';
import { durationSchema, words } from './text-schema.ts';
import { extendsSchema } from './wip-schema.ts';

const MOST_WORDS = 30;

const label = (description: string, more: object = {}) =>
  words('a label of 1 to 50 characters', '^\\S.*$', description, 50, more);

const heading = (description: string) =>
  words('a heading of 1 to 100 characters', '^\\S.*$', description, 100);

const field = Type.Object(
  {
    headings: Type.Optional(
      Type.Array(heading('A heading.'), {
        minItems: 1,
        maxItems: 10,
        description:
          'Headings it may stand under, the one people read first. Upper and lower case are the same.',
      }),
    ),
    required: Type.Optional(
      Type.Boolean({ description: 'Whether an idea without it is incomplete, and stays PENDING.' }),
    ),
  },
  { additionalProperties: false, description: 'One field of an idea.' },
);

const scale = (description: string, most: number) =>
  Type.Record(Type.String(), Type.Number({ minimum: 0, maximum: most, description: 'What it counts.' }), {
    minProperties: 1,
    maxProperties: MOST_WORDS,
    propertyNames: {
      minLength: 1,
      maxLength: 60,
      pattern: '^\\S.*$',
      title: 'a word of the form, such as `High`',
    },
    description,
  });

const SHARES = 'Words an answer may begin with, and what each counts, 0 to 10.';

const score = Type.Object(
  {
    formula: Type.Optional(
      Type.Enum(['ice', 'rice', 'weights'], {
        default: DEFAULT_IDEA_RULES.formula.kind,
        description:
          'ice: the average of impact, confidence and ease. rice: reach × impact × confidence ÷ effort. weights: the average by weights.',
      }),
    ),
    weights: Type.Optional(
      Type.Object(
        Object.fromEntries(
          TERMS.map((term) => [
            term,
            Type.Optional(Type.Number({ minimum: 0, maximum: 100, description: `Weight of ${term}.` })),
          ]),
        ) as Record<TermName, ReturnType<typeof optionalNumber>>,
        {
          additionalProperties: false,
          minProperties: 1,
          description: 'With formula: weights. Shares of any size.',
        },
      ),
    ),
    tens: Type.Optional(
      Type.Object(
        {
          rice: Type.Optional(ten('The RICE amount that scores 10', DEFAULT_IDEA_RULES.tens.rice)),
          reach: Type.Optional(ten('How many people score 10', DEFAULT_IDEA_RULES.tens.reach)),
          votes: Type.Optional(ten('How many votes score 10', DEFAULT_IDEA_RULES.tens.votes)),
        },
        { additionalProperties: false, description: 'Amounts that score 10. More scores no more.' },
      ),
    ),
  },
  { additionalProperties: false, description: 'How the score comes about.' },
);

function optionalNumber() {
  return Type.Optional(Type.Number());
}

function ten(description: string, value: number) {
  return Type.Number({
    exclusiveMinimum: 0,
    maximum: 1_000_000_000,
    default: value,
    description: `${description}.`,
  });
}

const band = (description: string, value: number) =>
  Type.Number({ minimum: 0, maximum: 10, default: value, description });

const { bands, labels, duplicates } = DEFAULT_IDEA_RULES;

export const ideasSchema = Type.Object(
  {
    version: Type.Literal(1, { description: 'Version of this file format. Always 1.' }),
    extends: Type.Optional(extendsSchema),
    mode: Type.Optional(
      Type.Enum(['observe', 'warn', 'enforce'], {
        default: DEFAULT_IDEA_RULES.mode,
        description:
          'observe: record only, write nothing to issues. warn: a low score keeps no idea from being promoted. enforce: it does, unless somebody overrides it.',
      }),
    ),
    label: Type.Optional(label('Issues with this label are ideas.', { default: DEFAULT_IDEA_RULES.label })),
    form: Type.Optional(
      words(
        'the name of a file in `.github/ISSUE_TEMPLATE/`, such as `idea.yml`',
        '^[\\w-][\\w.-]{0,99}\\.ya?ml$',
        'The issue form, in .github/ISSUE_TEMPLATE/. Not there: headings alone are read.',
        104,
        { default: 'idea.yml' },
      ),
    ),
    fields: Type.Optional(
      Type.Object(
        Object.fromEntries(FIELDS.map((name) => [name, Type.Optional(field)])) as Record<
          FieldName,
          ReturnType<typeof optionalField>
        >,
        {
          additionalProperties: false,
          description: 'What is read. An input of the form with the same id counts too.',
        },
      ),
    ),
    scales: Type.Optional(
      Type.Object(
        {
          impact: Type.Optional(scale(SHARES, 10)),
          confidence: Type.Optional(scale(SHARES, 10)),
          effort: Type.Optional(
            scale('Words an answer may begin with, and how many weeks of one person each is.', 1_000),
          ),
        },
        { additionalProperties: false, description: 'What words count. A number is understood without.' },
      ),
    ),
    score: Type.Optional(score),
    bands: Type.Optional(
      Type.Object(
        {
          approved: band('From here on an idea is approved.', bands.approved),
          review: band('From here on it is to be reviewed; below, it needs work.', bands.review),
        },
        { additionalProperties: false, description: 'What scores mean.' },
      ),
    ),
    labels: Type.Optional(
      Type.Object(
        {
          approved: label('Set on approved ideas.', { default: labels.approved }),
          review: label('Set on ideas to be reviewed.', { default: labels.review }),
          needsWork: label('Set on ideas that need work.', { default: labels['needs-work'] }),
        },
        {
          additionalProperties: false,
          description: 'The labels that follow the score. No others are touched.',
        },
      ),
    ),
    duplicates: Type.Optional(
      Type.Object(
        {
          threshold: Type.Optional(
            Type.Number({
              minimum: 0.1,
              maximum: 1,
              default: duplicates.threshold,
              description: 'How similar an idea must be to be named, 0.1 to 1.',
            }),
          ),
          most: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: 10,
              default: duplicates.most,
              description: 'How many are named. 0: none.',
            }),
          ),
          across: Type.Optional(
            Type.Boolean({
              default: duplicates.across,
              description:
                'Whether ideas of other private repositories are named too, by their number. Those of public ones always are.',
            }),
          ),
        },
        { additionalProperties: false, description: 'Which likely duplicates are named.' },
      ),
    ),
    park: Type.Optional(
      durationSchema(
        '180d',
        'An idea that nobody changed for so long is archived, 7d to 3650d. Not set: never.',
      ),
    ),
  },
  {
    additionalProperties: false,
    $id: 'urn:clos:schema:ideas:1',
    title: 'CLOS ideas',
    description: 'The file .clos/ideas.yml of a repository, or of an organisation in its .github repository.',
  },
);

function optionalField() {
  return Type.Optional(field);
}

export type IdeasFile = Static<typeof ideasSchema>;
