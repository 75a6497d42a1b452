// `clos idea list`, `clos idea show` and `clos idea export`: ideas as the database keeps them.

import { UserFault } from '../../core/faults.ts';
import { DEFAULT_IDEA_RULES } from '../../core/ideas/defaults.ts';
import type { IdeaStatus } from '../../core/ideas/model.ts';
import { textOf } from '../../core/ideas/resembling.ts';
import type { LedgerLine, LedgerRange } from '../../ports/idea-ledger.ts';
import { csvRow } from '../csv.ts';
import { installationOf, instant, numberNamed, repositoryNamed } from '../given.ts';
import { jsonLine, jsonText } from '../json.ts';
import { painter } from '../terminal.ts';
import type { Io, World } from '../world.ts';
import { type ListFormat, listed } from './list.ts';
import { type ShownIdea, showText } from './show.ts';

export interface ListOptions {
  readonly repository?: string;
  readonly status?: IdeaStatus;
  readonly format: ListFormat;
}

export async function listCommand(io: Io, account: string | undefined, options: ListOptions): Promise<void> {
  const { status = null, format } = options;
  const repository = options.repository === undefined ? null : repositoryNamed(options.repository);
  const found = await io.inWorld(async (world) =>
    world.ideas.list(await installationOf(world, account ?? repository?.owner), { repository, status }),
  );
  if (found === null)
    throw new UserFault(
      'no-such-repository',
      `Nothing is known of ${options.repository}.`,
      'Check its name, and that the app is installed on it.',
    );
  io.print(listed(found, format, painter(io.colours === true)));
}

export async function showCommand(
  io: Io,
  text: string,
  { json }: { readonly json?: boolean },
): Promise<void> {
  const shown = await io.inWorld((world) => shownIdea(world, text));
  io.print(json === true ? jsonText(shown) : showText(shown, painter(io.colours === true)));
}

async function shownIdea(world: World, text: string): Promise<ShownIdea> {
  const at = numberNamed(text, 'idea');
  const installation = await installationOf(world, at.owner);
  const found = await world.ideas.find(installation, at, at.number);
  if (found === null)
    throw new UserFault(
      'no-such-idea',
      `There is no idea ${text}.`,
      'See `clos idea list`. An issue is one when it has the label and a heading of the form.',
    );
  const ledger: LedgerLine[] = [];
  const range: LedgerRange = { from: null, to: null, about: found.idea };
  for await (const page of world.ideas.lines(installation, range)) ledger.push(...page);
  const { idea, rules } = found;
  const { duplicates } = rules ?? DEFAULT_IDEA_RULES;
  const said = textOf(idea);
  const similar = said === null ? [] : await world.ideas.similar(installation, idea, said, duplicates);
  return { reference: `${at.owner}/${at.name}#${at.number}`, idea, rules, similar, ledger };
}

const COLUMNS = [
  'at',
  'repository',
  'repositoryId',
  'number',
  'version',
  'actor',
  'actorId',
  'action',
  'before',
  'after',
  'reason',
  'trace',
] as const satisfies readonly (keyof LedgerLine)[];

const csvLine = (line: LedgerLine): string => csvRow(COLUMNS.map((column) => line[column]));

export interface ExportOptions {
  readonly format: 'json' | 'csv';
  readonly from?: string;
  readonly to?: string;
}

/** Page by page, so that years of it need no memory. */
export async function exportCommand(
  io: Io,
  account: string | undefined,
  { format, from, to }: ExportOptions,
): Promise<void> {
  const range = { from: instant(from), to: instant(to) };
  const line: (one: LedgerLine) => string = format === 'csv' ? csvLine : jsonLine;
  await io.inWorld(async (world) => {
    const pages = world.ideas.lines(await installationOf(world, account), range);
    if (format === 'csv') io.print(csvRow(COLUMNS));
    for await (const page of pages) io.print(page.map(line).join('\n'));
  });
}
