// A check that no pod's lock stands behind (a merge group's, the doctor's, the gates'), as the Checks API takes it.

import { createHash } from 'node:crypto';
import type { DesiredCheck } from '../core/effect.ts';
import { type CheckContext, renderCheck, type Shown } from '../core/render/check.ts';
import type { RenderedCheck } from '../ports/ledger.ts';

export function rendered(
  check: Shown & Pick<DesiredCheck, 'essence' | 'annotations'>,
  context: CheckContext,
): Pick<RenderedCheck, 'body' | 'essenceHash'> {
  const { title, summary, text, actions, ...outcome } = renderCheck(check, context);
  const { annotations } = check;
  const conclusion = outcome.status === 'completed' ? outcome.conclusion : null;
  return {
    body: {
      status: outcome.status,
      conclusion,
      title,
      summary,
      text,
      ...(check.actions ? { actions } : {}),
      ...(annotations ? { annotations } : {}),
    },
    essenceHash: createHash('sha256').update(check.essence).digest('base64url'),
  };
}
