// `clos idea check`: what an issue would be read to say and what it would score, before anybody sees it. Invariant: the text is redacted
// before anything else looks at it, so that nothing shaped like a secret is echoed.

import type { FieldReading } from '../../core/ideas/model.ts';
import type { IdeaRules } from '../../core/ideas/rules.ts';
import { score } from '../../core/ideas/score.ts';
import type { Score } from '../../core/ideas/scored.ts';
import type { ConfigurationProblem } from '../../core/policy.ts';
import { redact } from '../../core/redact.ts';
import { readIdea } from '../../webhooks/issue/idea.ts';
import { EndWith, EXIT } from '../exit.ts';
import { problemLines } from '../gate/text.ts';
import { painter } from '../terminal.ts';
import { readTree, rootOf } from '../work-tree.ts';
import type { Io } from '../world.ts';
import { bodyOf } from './body.ts';
import { checkedText } from './check-text.ts';
import { type IdeaGround, ideaGround } from './ground.ts';

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

function checkIdea(body: string, rules: IdeaRules, form: IdeaGround['form']): Checked {
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

export function checkCommand(io: Io, file: string, { json }: { readonly json?: boolean }): void {
  const body = bodyOf(io, file);
  const root = rootOf(io.here.folder).folder;
  const { rules, file: own, elsewhere, form } = ideaGround(root, readTree(root));
  const problems = [...own.problems, ...(form?.problems ?? [])];
  if (problems.length > 0) throw stopped(io, problems, EXIT.usage);
  if (rules === null) throw stopped(io, elsewhere === null ? [] : [elsewhere], EXIT.unknown);
  const checked = checkIdea(body, rules, form);
  const notices = [...own.notices, ...(form?.notices ?? [])];
  const paint = painter(io.colours === true);
  io.print(json === true ? JSON.stringify(checked, null, 2) : checkedText(checked, notices, paint));
  if (checked.score.gaps.some(({ required }) => required) || !checked.shaped) throw new EndWith(EXIT.failed);
}

/** Rules that cannot be read whole score nothing. */
function stopped(io: Io, problems: readonly ConfigurationProblem[], code: EndWith['code']): EndWith {
  const paint = painter(io.colours === true);
  const blocks = problems.map((one) => problemLines(one, paint('red', '✗'), paint).join('\n'));
  io.print([...blocks, 'Nothing was scored.\nNext: `clos validate` shows every problem.'].join('\n\n'));
  return new EndWith(code);
}
