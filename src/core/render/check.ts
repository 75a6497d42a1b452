// A desired check as GitHub takes it: title, summary and text of its check run. Computes nothing, only lays out.
// Invariant: within GitHub's 65,535 characters by leaving out whole lines, so that no cut can set quoted text free.

import { type Button, buttons } from '../commands/buttons.ts';
import type { CheckOutcome, DesiredCheck } from '../effect.ts';
import type { LastEvent } from '../facts.ts';
import type { Verdict, VerdictStatus } from '../verdict.ts';
import { tableLines, within } from './lines.ts';
import { cut, renderText, visible } from './text.ts';

const TITLE_LENGTH = 140;

export interface CheckContext {
  readonly now: string;
  readonly lastEvent: LastEvent | null;
  /** What caused this write; the last event's own trace when null. */
  readonly traceId: string | null;
}

export type RenderedCheck = CheckOutcome & {
  readonly actions: readonly Button[];
  readonly title: string;
  readonly summary: string;
  readonly text: string;
};

/** What of a check is shown, whatever it is a check of. */
export type Shown = Pick<DesiredCheck, 'outcome' | 'title' | 'verdict' | 'next'> &
  Partial<Pick<DesiredCheck, 'actions'>>;

export function renderCheck(check: Shown, context: CheckContext): RenderedCheck {
  const { now } = context;
  const { verdict } = check;
  const summary = [
    `${ICON[verdict.status]} ${renderText(verdict.because, now)}`,
    ...tableLines(verdict.table, now),
  ];
  const next = ['### What to do next', '', renderText(check.next, now)];
  const tree = verdict.children.flatMap((child) => ['', ...section(child, now)]);
  const footer = ['', '---', `<sub>${footnote(context)}</sub>`];
  return {
    ...check.outcome,
    actions: (check.actions ?? []).map((name) => buttons[name]),
    title: cut(visible(check.title), TITLE_LENGTH),
    summary: within(summary, []),
    text: within(tree, ['', ...next, ...footer]),
  };
}

const ICON: Record<VerdictStatus, string> = { pass: '✅', wait: '⏳', fail: '❌', error: '🛑', info: 'ℹ️' };

/** A child with a table reads as a heading over it, any other as a paragraph. */
function section(verdict: Verdict, now: string): string[] {
  const said = renderText(verdict.because, now);
  const icon = verdict.status === 'info' ? '' : `${ICON[verdict.status]} `;
  const own = verdict.table ? [`### ${said}`, ...tableLines(verdict.table, now)] : [`${icon}${said}`];
  return [...own, ...verdict.children.flatMap((child) => ['', ...section(child, now)])];
}

function footnote({ now, lastEvent, traceId }: CheckContext): string {
  const trace = traceId ?? lastEvent?.trace ?? null;
  const parts = [
    lastEvent &&
      renderText(['Last event seen: ', { code: lastEvent.name }, ' at ', { at: lastEvent.at }], now),
    renderText(['written ', { at: now }], now),
    trace && renderText(['trace ', { code: trace }], now),
  ];
  return parts.filter((part) => part !== null && part !== '').join(' · ');
}
