// `.clos/ideas.yml`: what ideas are made of, how they score, and what follows from it. The rules between its keys.

import { DEFAULT_IDEA_RULES } from '../core/ideas/defaults.ts';
import { foldedHeading } from '../core/ideas/fold.ts';
import { type IdeasFile, ideasSchema } from './ideas-schema.ts';
import { defineKind, type Finding } from './kind.ts';
import { outside, type Sameness, twice } from './wip-rules.ts';

const DAY = 86_400;

export const ideasFile = defineKind('ideas', '.clos/ideas.yml', ideasSchema, findings);

const HEADINGS: Sameness = {
  fold: foldedHeading,
  why: 'case, emphasis and a colon at the end do not tell headings apart',
};

const WORDS: Sameness = {
  fold: (word) => word.trim().toLowerCase(),
  why: 'upper and lower case are the same in answers',
};

function findings({ fields = {}, scales = {}, score, bands, label, labels, park }: IdeasFile): Finding[] {
  const headings = Object.entries(fields).flatMap(([name, field]) =>
    (field?.headings ?? []).map((text, index) => ({
      text,
      path: ['fields', name, 'headings', String(index)],
    })),
  );
  return [
    ...twice(
      headings.map(({ text }) => text),
      (_, index) => headings[index]?.path ?? [],
      HEADINGS,
    ),
    ...Object.entries(scales).flatMap(([name, words]) =>
      twice(Object.keys(words ?? {}), (word) => ['scales', name, word], WORDS).map((one) => ({
        ...one,
        on: 'key' as const,
      })),
    ),
    ...formulaFindings(score),
    ...bandFindings(bands),
    ...labelFindings(label, labels),
    ...outside(park, 7 * DAY, 3650 * DAY, '7d', '3650d', ['park']),
  ];
}

function formulaFindings(score: IdeasFile['score']): Finding[] {
  if (score === undefined) return [];
  const { formula, weights } = score;
  if (formula === 'weights' && weights === undefined)
    return [
      {
        path: ['score', 'formula'],
        complaint: {
          code: 'config.missing-key',
          message: 'The formula is `weights`, but there are no `weights`.',
          mend: 'Add `weights:` below `score`, such as `weights: {impact: 3, ease: 1}`.',
        },
      },
    ];
  if (weights === undefined) return [];
  if (formula !== 'weights')
    return [
      {
        path: ['score', 'weights'],
        on: 'key',
        complaint: {
          code: 'config.without-effect',
          message: '`weights` count with `formula: weights` only.',
          mend: 'Write `formula: weights`, or remove `weights`.',
        },
      },
    ];
  const some = Object.values(weights).some((weight) => Number(weight) > 0);
  return some
    ? []
    : [
        {
          path: ['score', 'weights'],
          on: 'key',
          complaint: {
            code: 'config.invalid-value',
            message: 'Every weight is 0, so nothing would count.',
            mend: 'Give at least one of them a weight above 0.',
          },
        },
      ];
}

function bandFindings(bands: IdeasFile['bands']): Finding[] {
  if (bands === undefined || bands.review < bands.approved) return [];
  return [
    {
      path: ['bands', 'review'],
      complaint: {
        code: 'config.out-of-range',
        message: `\`bands.review\` is ${bands.review}, which is not below \`bands.approved\`, ${bands.approved}.`,
        mend: `Write less than ${bands.approved}.`,
      },
    },
  ];
}

/** A label that says two things says nothing; and taken off as outdated, the label of ideas would end the idea. */
function labelFindings(label: string | undefined, labels: IdeasFile['labels']): Finding[] {
  const base = DEFAULT_IDEA_RULES;
  const bands = labels ?? {
    approved: base.labels.approved,
    review: base.labels.review,
    needsWork: base.labels['needs-work'],
  };
  const all = Object.entries(bands).map(([key, text]) => ({ text, path: ['labels', key] }));
  // What the file says comes after what holds without it, and is what is wrong.
  const named =
    label === undefined
      ? [{ text: base.label, path: ['label'] }, ...all]
      : [...all, { text: label, path: ['label'] }];
  return twice(
    named.map(({ text }) => text),
    (_, index) => named[index]?.path ?? [],
  );
}
