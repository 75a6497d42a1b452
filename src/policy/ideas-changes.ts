// What a proposed `ideas.yml` would change, setting by setting, in words of the file.

import type { IdeaRules } from '../core/ideas/rules.ts';
import { type Change, duration } from './changes.ts';
import type { ResolvedIdeas } from './idea-layer.ts';

export function ideaChanges(before: ResolvedIdeas, after: ResolvedIdeas): Change[] {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((setting) => {
    const change = { setting, before: old.get(setting) ?? null, after: fresh.get(setting) ?? null };
    return change.before === change.after ? [] : [change];
  });
}

function linesOf({ rules, form }: ResolvedIdeas): ReadonlyMap<string, string> {
  const { mode, label, fields, scales, formula, tens, bands, labels, duplicates, parkAfterSeconds } = rules;
  return new Map([
    ['mode', mode],
    ['label', label],
    ['form', form],
    ...Object.entries(fields).map(([name, field]) => [`fields.${name}`, fieldText(field)] as const),
    ...Object.entries(scales).map(([name, words]) => [`scales.${name}`, JSON.stringify(words)] as const),
    ['score.formula', formula.kind],
    ...(formula.kind === 'weights' ? [['score.weights', JSON.stringify(formula.weights)] as const] : []),
    ...Object.entries(tens).map(([name, amount]) => [`score.tens.${name}`, String(amount)] as const),
    ['bands.approved', String(bands.approved)],
    ['bands.review', String(bands.review)],
    ...Object.entries(labels).map(([band, name]) => [`labels.${band}`, name] as const),
    ...Object.entries(duplicates).map(([name, value]) => [`duplicates.${name}`, String(value)] as const),
    ['park', parkAfterSeconds === null ? 'never' : duration(parkAfterSeconds)],
  ]);
}

const fieldText = ({ headings, required }: IdeaRules['fields'][keyof IdeaRules['fields']]): string =>
  `${headings.join(', ')}${required ? ' (required)' : ''}`;
