// What a spoken command means, or why it cannot be followed.

import type { FactorName } from '../ideas/model.ts';
import { amountSaid, factorNamed } from '../ideas/orders.ts';
import { nearest } from '../suggest.ts';
import type { Spoken } from './spoken.ts';
import { COMMAND_NAMES, type Command, type CommandName, commands, isCommandName } from './table.ts';
import { type Until, untilIn } from './until.ts';

export type Meaning =
  | {
      readonly kind: 'understood';
      readonly command: Command;
      readonly reason: string | null;
      readonly until: string | null;
      /** What a waiver is for. */
      readonly criterion?: string;
      /** What is set, and to which amount. */
      readonly factor?: FactorName;
      readonly amount?: number;
    }
  | { readonly kind: 'unknown'; readonly verb: string; readonly nearest: CommandName | null }
  | { readonly kind: 'incomplete'; readonly command: Command; readonly missing: Missing };

export type Missing =
  | 'reason'
  | 'criterion'
  | 'field'
  | 'amount'
  | 'override'
  | 'until'
  | Extract<Until, { kind: 'wrong' }>['why'];

/** @param now the database clock, which durations count from. */
export function understand({ verb, argument }: Spoken, now: string): Meaning {
  if (!isCommandName(verb)) {
    const near = nearest(verb, COMMAND_NAMES);
    return { kind: 'unknown', verb, nearest: near !== null && isCommandName(near) ? near : null };
  }
  const command = commands[verb];
  switch (command.argument) {
    case 'nothing':
      return { kind: 'understood', command, reason: null, until: null };
    case 'reason-optional':
      return { kind: 'understood', command, reason: argument === '' ? null : argument, until: null };
    case 'reason':
      return withReason(command, argument, null);
    case 'until-and-reason':
      return withUntil(command, argument, now);
    case 'waiver':
      return waiver(command, argument, now);
    case 'override-optional':
      return overriding(command, argument);
    case 'field-and-value':
      return scoring(command, argument);
  }
}

const incomplete = (command: Command, missing: Missing): Meaning => ({
  kind: 'incomplete',
  command,
  missing,
});

/** A reason has a letter or digit: a dash or `<reason>` left empty says nothing. */
function withReason(command: Command, reason: string, until: string | null): Meaning {
  const empty = !/[\p{L}\p{N}]/u.test(reason) || /^<\s*reason\s*>$/i.test(reason);
  return empty ? incomplete(command, 'reason') : { kind: 'understood', command, reason, until };
}

function withUntil(command: Command, argument: string, now: string): Meaning {
  const until = untilIn(argument, now);
  if (until.kind === 'wrong') return incomplete(command, until.why);
  return withReason(command, until.rest, until.kind === 'at' ? until.at : null);
}

/** A waiver always ends. */
function waiver(command: Command, argument: string, now: string): Meaning {
  const [criterion = '', ...words] = argument.split(' ');
  if (!CRITERION.test(criterion) || criterion.toLowerCase() === 'until')
    return incomplete(command, 'criterion');
  const until = untilIn(words.join(' '), now);
  if (until.kind === 'none') return incomplete(command, 'until');
  if (until.kind === 'wrong') return incomplete(command, until.why);
  const meaning = withReason(command, until.rest.replace(/^because(?: |$)/i, ''), until.at);
  return meaning.kind === 'understood' ? { ...meaning, criterion } : meaning;
}

/** An id, alone or behind its project's. */
const CRITERION = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\/[a-z0-9]+(?:-[a-z0-9]+)*)?$/i;

/** Whoever writes something else after it may have meant to name a reason, or a project: that is asked, not guessed. */
function overriding(command: Command, argument: string): Meaning {
  if (argument === '') return { kind: 'understood', command, reason: null, until: null };
  const reason = /^override(?: +because)?(?: +(?<reason>[^ ].*))?$/i.exec(argument)?.groups?.reason;
  if (!/^override\b/i.test(argument)) return incomplete(command, 'override');
  return withReason(command, reason ?? '', null);
}

function scoring(command: Command, argument: string): Meaning {
  const [name = '', ...words] = argument.toLowerCase().split(' ');
  const factor = factorNamed(name);
  if (factor === null) return incomplete(command, 'field');
  const amount = amountSaid(factor, words.join(' '));
  if (amount === null) return incomplete(command, 'amount');
  return { kind: 'understood', command, reason: null, until: null, factor, amount };
}
