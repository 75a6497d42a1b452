// What a person is answered, in words; null where the reaction, or the check itself, says enough.

import type { Decision } from '../decision.ts';
import type { Table, Text } from '../verdict.ts';
import type { ItemKey } from '../wip/model.ts';
import type { Order } from '../wip/orders.ts';
import { gateAnswer } from './gate-answer.ts';
import { orderAnswer } from './order-answer.ts';
import type { Ruled } from './ruling.ts';
import { COMMAND_NAMES, type Command, commands, type Ground, whoMay, worksOn } from './table.ts';
import type { Meaning, Missing } from './understand.ts';
import { LONGEST_DAYS } from './until.ts';

/** One answer: whose request it answers, and what it says. */
export interface Answer {
  readonly heading: Text;
  readonly says: readonly Text[];
  readonly table?: Table;
}

/** What the command led to. */
export interface Aftermath {
  readonly item: ItemKey;
  /** Null when nothing could be decided, because the repository was never read. */
  readonly decision: Decision | null;
  /** What its gates' check says; null where nothing is said. */
  readonly gateTitle: string | null;
  readonly now: string;
}

export type Said = Omit<Answer, 'heading'>;

export function answer({ request, ruling, gate }: Ruled, after: Aftermath): Answer | null {
  const said = gate ? text(gateAnswer(gate)) : says(ruling, after);
  return said && { heading: headingOf(request, after.now), ...said };
}

export const headingOf = ({ actor, spoken, commentId }: Ruled['request'], now: string): Text => [
  commentId === null ? 'The button ' : '',
  { code: `/clos ${spoken.verb}` },
  ' by ',
  { untrusted: actor.login },
  ', ',
  { at: now },
];

function says(ruling: Ruled['ruling'], after: Aftermath): Said | null {
  switch (ruling.kind) {
    case 'accepted':
      return ruling.order ? orderSaid(ruling.order, after) : answered(ruling.command, after);
    case 'unknown':
      return text(unknown(ruling));
    case 'incomplete':
      return text(incomplete(ruling.command, ruling.missing));
    case 'refused':
      return text(refused(ruling));
    case 'stranger':
      return null;
  }
}

const text = (...lines: readonly Text[]): Said => ({ says: lines });

const orderSaid = (order: Order, { decision, item }: Aftermath): Said =>
  text(decision ? orderAnswer(order, decision, item) : NOTHING_KNOWN);

function answered({ name }: Command, after: Aftermath): Said | null {
  if (name === 'help') return helpOn('pull');
  return name === 'status' ? status(after) : null;
}

export function helpOn(ground: Ground): Said {
  const here = COMMAND_NAMES.map((name) => commands[name]).filter((command) => worksOn(command, ground));
  const rows = here.map((command): readonly Text[] => [
    [{ code: command.usage }],
    [command.help],
    [whoMay(command)],
  ]);
  return {
    says: [['Write one of these as the first line of a comment:']],
    table: { columns: ['Command', 'What it does', 'Who may use it'], rows },
  };
}

function status({ decision, item, gateTitle }: Aftermath): Said {
  if (decision === null) return text(NOTHING_KNOWN);
  const gate: readonly Text[] =
    gateTitle === null
      ? []
      : [['Its gate: ', { strong: gateTitle }, '. The check ', { code: 'clos/stage-gate' }, ' says more.']];
  const check = decision.checks.find(
    (one) => one.repositoryId === item.repositoryId && one.pullNumber === item.pullNumber,
  );
  if (!check || check.onlyIfShown) return text(NOT_JUDGED, ...gate);
  return text([{ strong: check.title }], check.verdict.because, check.next, ...gate);
}

const NOTHING_KNOWN: Text = ['Nothing is known about this repository yet. Please ask again in a minute.'];

const NOT_JUDGED: Text = [
  'This pull request is not judged: it is closed, or its pods only observe. It neither needs nor blocks anything.',
];

const CLOSED: Text = ['This pull request is closed, so nothing was done. Comment on an open one instead.'];

export function refused({ command, why }: Extract<Ruled['ruling'], { kind: 'refused' }>): Text {
  if (why === 'closed') return CLOSED;
  return why === 'elsewhere' ? elsewhere(command) : notAllowed(command);
}

const elsewhere = (command: Command): Text => [
  'Not done: ',
  { code: `/clos ${command.name}` },
  worksOn(command, 'pull') ? ' works on pull requests only.' : ' works on the issue of an idea only.',
];

const notAllowed = (command: Command): Text => [
  `Not done: this is for ${whoMay(command)}. Please ask one of them.`,
];

export const unknown = (meaning: Extract<Meaning, { kind: 'unknown' }>): Text => [
  { untrusted: meaning.verb },
  ' is not a command. ',
  ...(meaning.nearest ? ['Did you mean ', { code: commands[meaning.nearest].usage }, '? '] : []),
  { code: commands.help.usage },
  ' lists all of them.',
];

export function incomplete({ usage, examples }: Command, missing: Missing): Text {
  const form: Text = [' Write ', { code: usage }, ', for example ', { code: examples[0] ?? usage }, '.'];
  switch (missing) {
    case 'reason':
      return ['Not done: the reason is missing.', ...form];
    case 'criterion':
      return ['Not done: say first which criterion. The check lists them.', ...form];
    case 'until':
      return ['Not done: a waiver has an end.', ...form];
    case 'field':
      return ['Not done: say which of impact, effort, reach and confidence.', ...form];
    case 'amount':
      return ['Not done: after the field comes a number.', ...form];
    case 'override':
      return ['Not done: nothing follows it but ', { code: 'override because <reason>' }, '.', ...form];
    case 'until-unreadable':
      return [
        'Not done: after ',
        { code: 'until' },
        ' comes a duration such as ',
        { code: '2h' },
        ' or ',
        { code: '3d' },
        ', or a day or minute in UTC such as ',
        { code: '2026-12-24' },
        ' or ',
        { code: '2026-12-24T18:00Z' },
        '; then the reason.',
      ];
    case 'until-past':
      return [
        'Not done: that moment is over already. Times are in UTC, and a day alone is its first moment.',
      ];
    case 'until-too-far':
      return [
        `Not done: at most ${LONGEST_DAYS} days ahead. Without `,
        { code: 'until' },
        ' it lasts until somebody writes ',
        { code: '/clos unfreeze' },
        '.',
      ];
  }
}
