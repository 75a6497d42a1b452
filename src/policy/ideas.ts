// `.clos/ideas.yml`: what ideas are made of, how they score, and what follows from it. The rules between its keys.

import { DEFAULT_IDEA_RULES } from '../core/ideas/defaults.ts';
import { type IdeasFile, ideasSchema } from './ideas-schema.ts';
import { defineKind, type Finding } from './kind.ts';
import { outside, twice } from './wip-rules.ts';

const DAY = 86_400;

export const ideasFile = defineKind('ideas', '.clos/ideas.yml', ideasSchema, findings);

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
    ),
    ...Object.entries(scales).flatMap(([name, words]) =>
      twice(Object.keys(words ?? {}), (word) => ['scales', name, word]).map((one) => ({
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
  const named = [...Object.entries(bands), ['label', label ?? base.label]] as const;
  return twice(
    named.map(([, text]) => text),
    (_, index) =>
      index === named.length - 1 && label !== undefined ? ['label'] : ['labels', named[index]?.[0] ?? ''],
  );
}
