// The one table of commands: help, documentation, buttons, errors and "did you mean" are made from it.
// GitHub is asked live who somebody is; `author_association` in payloads is never used (T-27).

import type { Level } from './roles.ts';

/** What may follow the name. Words after a command that takes nothing are ignored. */
export type ArgumentShape =
  | 'nothing'
  | 'reason'
  | 'reason-optional'
  | 'until-and-reason'
  | 'waiver'
  | 'override-optional'
  | 'field-and-value';

/** Where a comment stands. */
export type Ground = 'pull' | 'idea';

export interface Command {
  readonly name: CommandName;
  readonly usage: string;
  readonly help: string;
  readonly argument: ArgumentShape;
  readonly who: { readonly atLeast: Level; readonly orAuthor: boolean; readonly butAuthor?: true };
  /** Where it can be used; not said: on pull requests. */
  readonly on?: readonly Ground[];
  readonly examples: readonly string[];
}

export const worksOn = ({ on = ['pull'] }: Command, ground: Ground): boolean => on.includes(ground);

export const COMMAND_NAMES = [
  'help',
  'status',
  'recheck',
  'release',
  'expedite',
  'freeze',
  'unfreeze',
  'approve',
  'waive',
  'score',
  'promote',
  'archive',
] as const;

export type CommandName = (typeof COMMAND_NAMES)[number];

const BOTH: readonly Ground[] = ['pull', 'idea'];

const from = (atLeast: Level, orAuthor = false): Command['who'] => ({ atLeast, orAuthor });

export const commands: Readonly<Record<CommandName, Command>> = {
  help: {
    name: 'help',
    usage: '/clos help',
    help: 'Lists these commands.',
    argument: 'nothing',
    who: from('read'),
    on: BOTH,
    examples: ['/clos help'],
  },
  status: {
    name: 'status',
    usage: '/clos status',
    help: 'Says where this pull request, or this idea, stands.',
    argument: 'nothing',
    who: from('read'),
    on: BOTH,
    examples: ['/clos status'],
  },
  recheck: {
    name: 'recheck',
    usage: '/clos recheck',
    help: 'Looks at the pull request again and writes the check anew; of an idea, reads and scores it again.',
    argument: 'nothing',
    who: from('triage', true),
    on: BOTH,
    examples: ['/clos recheck'],
  },
  release: {
    name: 'release',
    usage: '/clos release [reason]',
    help: 'Hands the slot back; this pull request goes to the back of the line.',
    argument: 'reason-optional',
    who: from('write', true),
    examples: ['/clos release', '/clos release waiting for the new API'],
  },
  expedite: {
    name: 'expedite',
    usage: '/clos expedite <reason>',
    help: 'Puts this pull request first in line, and through a freeze.',
    argument: 'reason',
    who: from('maintain'),
    examples: ['/clos expedite mends the outage of checkout'],
  },
  freeze: {
    name: 'freeze',
    usage: '/clos freeze [until <date or duration>] <reason>',
    help: 'Stops the line of its pods: nobody is admitted and no check is green.',
    argument: 'until-and-reason',
    who: from('maintain'),
    examples: [
      '/clos freeze the main branch is broken',
      '/clos freeze until 2h release in progress',
      '/clos freeze until 2026-12-27 holidays',
      '/clos freeze until 2026-12-24T18:00Z release night',
    ],
  },
  unfreeze: {
    name: 'unfreeze',
    usage: '/clos unfreeze [reason]',
    help: 'Lets the line of its pods go on.',
    argument: 'reason-optional',
    who: from('maintain'),
    examples: ['/clos unfreeze', '/clos unfreeze the main branch is mended'],
  },
  approve: {
    name: 'approve',
    usage: '/clos approve',
    help: 'Approves the promotion it asks for, as its project file and evidence are now.',
    argument: 'nothing',
    who: { ...from('write'), butAuthor: true },
    examples: ['/clos approve'],
  },
  waive: {
    name: 'waive',
    usage: '/clos waive <criterion> until <date or duration> because <reason>',
    help: 'Lets a criterion of the gate pass until then.',
    argument: 'waiver',
    who: { ...from('maintain'), butAuthor: true },
    examples: [
      '/clos waive user-testing until 14d because the lab is closed for repairs',
      '/clos waive shop/user-testing until 2026-12-24 because the lab is closed for repairs',
    ],
  },
  score: {
    name: 'score',
    usage: '/clos score <field> <value>',
    help: 'Sets what a field counts in the score of an idea: impact and confidence of 10, effort in weeks, reach in people.',
    argument: 'field-and-value',
    who: from('write'),
    on: ['idea'],
    examples: ['/clos score impact 8', '/clos score effort 3 weeks', '/clos score reach 1200'],
  },
  promote: {
    name: 'promote',
    usage: '/clos promote [override because <reason>]',
    help: 'Makes an idea a project in discovery, and opens its Discovery issue.',
    argument: 'override-optional',
    who: from('maintain'),
    on: ['idea'],
    examples: ['/clos promote', '/clos promote override because a customer waits for it'],
  },
  archive: {
    name: 'archive',
    usage: '/clos archive <reason>',
    help: 'Parks an idea: closes its issue as not planned. Reopening the issue takes it up again.',
    argument: 'reason',
    who: from('triage', true),
    on: ['idea'],
    examples: ['/clos archive the supplier brings it next year'],
  },
};

export const isCommandName = (name: string): name is CommandName =>
  (COMMAND_NAMES as readonly string[]).includes(name);

/** `people who may write, or the author`, as help and refusals say it. */
export function whoMay({ who }: Command): string {
  const level = WORDS[who.atLeast];
  if (who.butAuthor) return `${level}, but not the author`;
  return who.orAuthor ? `the author, or ${level}` : level;
}

const WORDS: Readonly<Record<Level, string>> = {
  read: 'whoever can read the repository',
  triage: 'people with the triage role or more',
  write: 'people with the write role or more',
  maintain: 'people with the maintain role or more',
};
