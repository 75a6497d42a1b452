// A check that is not a pull request's own (a merge group's, the doctor's), as the Checks API takes it.

import { createHash } from 'node:crypto';
import { type CheckContext, renderCheck, type Shown } from '../core/render/check.ts';
import type { RenderedCheck } from '../ports/ledger.ts';

export function rendered(
  check: Shown & { readonly essence: string },
  context: CheckContext,
): Pick<RenderedCheck, 'body' | 'essenceHash'> {
  const { title, summary, text, ...outcome } = renderCheck(check, context);
  const conclusion = outcome.status === 'completed' ? outcome.conclusion : null;
  return {
    body: { status: outcome.status, conclusion, title, summary, text },
    essenceHash: createHash('sha256').update(check.essence).digest('base64url'),
  };
}
