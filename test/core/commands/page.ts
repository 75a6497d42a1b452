// docs/commands.md, made from the table. After a wanted change run its test once with UPDATE_DOCS=1.

import { BUTTON_REASON, buttons } from '../../../src/core/commands/buttons.ts';
import {
  COMMAND_NAMES,
  type Command,
  commands,
  type Ground,
  whoMay,
  worksOn,
} from '../../../src/core/commands/table.ts';

const PLACES: Readonly<Record<Ground, string>> = { pull: 'pull requests', idea: 'ideas' };

const where = (command: Command): string =>
  (['pull', 'idea'] as const)
    .filter((ground) => worksOn(command, ground))
    .map((ground) => PLACES[ground])
    .join(', ');

const row = (command: Command): string =>
  `| \`${command.usage}\` | ${where(command)} | ${command.help} | ${whoMay(command)} |`;

function chapter(command: Command): string[] {
  return [
    '',
    `## ${command.name}`,
    '',
    `${command.help} On ${where(command).replace(', ', ' and ')}, for ${whoMay(command)}.`,
    '',
    '```text',
    ...command.examples,
    '```',
  ];
}

/** As README and docs/commands.md show it. */
export const commandsTable = (): readonly string[] => [
  '| Command | Where | What it does | Who may use it |',
  '| --- | --- | --- | --- |',
  ...COMMAND_NAMES.map((name) => row(commands[name])),
];

export function commandsPage(): string {
  const all = COMMAND_NAMES.map((name) => commands[name]);
  return [
    '# Commands',
    '',
    'Write one of these as the first line of a comment on a pull request, or on the issue of an [idea](ideas.md): some commands are for',
    'one of them only, as the table says. Quotes, code, edits and bots are ignored.',
    'GitHub is asked live who may do what; `author_association` and labels grant nothing.',
    '',
    ...commandsTable(),
    '',
    'The comment is marked with a reaction: 👍 done, 👀 answered, 😕 not understood, 👎 not allowed. If there is something to say,',
    'it stands in one reply per pull request, which is edited in place; on an idea below what is said of the idea, until that changes.',
    '`<date or duration>` is a duration such as `2h` or `3d`, or a day or minute in UTC such as `2026-12-24` or `2026-12-24T18:00Z`, at',
    'most 90 days ahead.',
    '',
    `Buttons on the check do the same, with the reason "${BUTTON_REASON}": ${Object.values(buttons)
      .map(({ label, identifier }) => `${label} (\`${identifier}\`)`)
      .join(', ')}.`,
    ...all.flatMap(chapter),
    '',
  ].join('\n');
}
