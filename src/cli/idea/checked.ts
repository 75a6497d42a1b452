// The text of an issue → what it says and what it scores. Invariant: it is redacted before anything else looks at it, so that nothing
// shaped like a secret is echoed.

import type { FieldReading } from '../../core/ideas/model.ts';
import type { IdeaRules } from '../../core/ideas/rules.ts';
import { score } from '../../core/ideas/score.ts';
import type { Score } from '../../core/ideas/scored.ts';
import { redact } from '../../core/redact.ts';
import { readIdea } from '../../webhooks/issue/idea.ts';
import type { IdeaForm } from './ground.ts';

export interface Checked {
  /** By which it was read; null: by headings alone. */
  readonly form: string | null;
  /** Whether anything of the form stands in it; without, an issue is no idea. */
  readonly shaped: boolean;
  readonly fields: readonly FieldReading[];
  readonly score: Score;
  /** What kinds of secrets would be left out. */
  readonly redacted: readonly string[];
}

const UNKNOWN = { votes: { up: 0, down: 0 }, overrides: [] } as const;

export function checkIdea(body: string, rules: IdeaRules, form: IdeaForm | null): Checked {
  const { text, kinds } = redact(body);
  const { fields, evidence, shaped } = readIdea(text, rules, form?.form ?? null);
  return {
    form: form?.path ?? null,
    shaped,
    fields,
    score: score({ fields, evidence, ...UNKNOWN }, rules),
    redacted: kinds,
  };
}
