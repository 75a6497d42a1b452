// A check as the Checks API takes it.

import type { DesiredCheck } from '../core/effect.ts';
import { type CheckContext, renderCheck, type Shown } from '../core/render/check.ts';
import type { RenderedCheck } from '../ports/ledger.ts';
import { hashOf } from './hash.ts';

export const essenceHash = ({ essence }: Pick<DesiredCheck, 'essence'>): string => hashOf(essence);

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
    essenceHash: essenceHash(check),
  };
}
