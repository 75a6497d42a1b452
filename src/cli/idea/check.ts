// `clos idea check`: what an issue would be read to say and what it would score, before anybody sees it.

import type { ConfigurationProblem } from '../../core/policy.ts';
import { EndWith, EXIT } from '../exit.ts';
import { problemLines } from '../gate/text.ts';
import { jsonText } from '../json.ts';
import { painter } from '../terminal.ts';
import { readTree, rootOf } from '../work-tree.ts';
import type { Io } from '../world.ts';
import { bodyOf } from './body.ts';
import { checkedText } from './check-text.ts';
import { checkIdea } from './checked.ts';
import { ideaGround } from './ground.ts';

export function checkCommand(io: Io, file: string, { json }: { readonly json?: boolean }): void {
  const body = bodyOf(io, file);
  const root = rootOf(io.here.folder).folder;
  const { rules, file: own, elsewhere, form } = ideaGround(root, readTree(root));
  const problems = [...own.problems, ...(form?.problems ?? [])];
  if (problems.length > 0) throw stopped(io, problems, EXIT.usage, json === true);
  if (rules === null) throw stopped(io, elsewhere === null ? [] : [elsewhere], EXIT.unknown, json === true);
  const checked = checkIdea(body, rules, form);
  const notices = [...own.notices, ...(form?.notices ?? [])];
  const paint = painter(io.colours === true);
  io.print(json === true ? jsonText(checked) : checkedText(checked, notices, paint));
  if (checked.score.gaps.some(({ required }) => required) || !checked.shaped) throw new EndWith(EXIT.failed);
}

/** Rules that cannot be read whole score nothing. */
function stopped(
  io: Io,
  problems: readonly ConfigurationProblem[],
  code: EndWith['code'],
  json: boolean,
): EndWith {
  const paint = painter(io.colours === true);
  const blocks = problems.map((one) => problemLines(one, paint('red', '✗'), paint).join('\n'));
  const end = 'Nothing was scored.\nNext: mend it, then run `clos idea check` again.';
  io.print(json ? jsonText({ problems }) : [...blocks, end].join('\n\n'));
  return new EndWith(code);
}
