// Whose approval by command may count for what is at the head now. Whether they still may give one is asked before judging, as GitHub
// itself tells it of reviews: who lost the right to write has lost their word (requirements 4.7).

import { bindingOf } from './binding.ts';
import type { Approval, GateFacts } from './model.ts';

/** The newest of each account. */
export function giversIn({ approvals, base, head }: GateFacts): readonly Approval[] {
  const projects = [head.projects, base.projects].flatMap((side) =>
    side.kind === 'known' ? side.value : [],
  );
  const now = new Set(
    projects.flatMap((one) =>
      one.kind === 'project' ? [bindingOf(one.project, head.evidence[one.project.evidence])] : [],
    ),
  );
  const given = approvals.filter(({ binding }) => now.has(binding));
  return [...new Map(given.map((one) => [one.userId, one])).values()];
}
