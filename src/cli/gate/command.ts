// `clos gate check`, `clos gate promote` and `clos gate explain`: the gates of a working tree, without GitHub.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import { UserFault } from '../../core/faults.ts';
import type { Project, StageRules } from '../../core/gates/model.ts';
import { nearest } from '../../core/suggest.ts';
import { EndWith, EXIT } from '../exit.ts';
import { jsonText } from '../json.ts';
import { painter } from '../terminal.ts';
import type { Io } from '../world.ts';
import { remembering } from './ask.ts';
import { explainText, explanationsOf } from './explain.ts';
import { type Loaded, load, partition } from './load.ts';
import { promotionExit, promotionsOf, type Ready, readyOf } from './promote.ts';
import { promoteText, pullRequestOf } from './promote-text.ts';
import { exitCodeOf, type Report, reportOn, type Wish, type World } from './report.ts';
import { sarifOf } from './sarif.ts';
import { reportText } from './text.ts';

interface CheckOptions extends Wish {
  readonly online?: boolean;
  readonly format: 'text' | 'json' | 'sarif';
}

const listed = (words: readonly string[]): string =>
  words.length === 0 ? 'none' : words.map((word) => `\`${word}\``).join(', ');

function unknownWord(kind: string, word: string, known: readonly string[]): UserFault {
  const near = nearest(word, known);
  const mend = `${near === null ? '' : `Did you mean \`${near}\`? `}There are: ${listed(known)}.`;
  return new UserFault('usage', `\`${word}\` is no ${kind} here.`, mend);
}

function wanted({ projects, root }: Loaded, slug: string | undefined): readonly Project[] {
  const { whole, broken } = partition(projects);
  const slugs = projects.map((one) => (one.kind === 'project' ? one.project.slug : one.slug));
  if (slugs.length === 0)
    throw new UserFault(
      'no-project',
      `There is no project in ${root.folder}.`,
      'Run `clos init`, or write `.clos/project.yml`.',
    );
  if (slug === undefined) return whole;
  if (!slugs.includes(slug)) throw unknownWord('project', slug, slugs);
  return broken.some((one) => one.slug === slug) ? [] : whole.filter((one) => one.slug === slug);
}

function knownStage(rules: StageRules | null, stage: string | undefined): void {
  if (rules !== null && stage !== undefined && !rules.stages.includes(stage))
    throw unknownWord('stage', stage, rules.stages);
}

const worldOf = ({ here }: Io, online: boolean | undefined): World => ({
  web: online === true ? remembering(here.web) : null,
  now: here.now(),
});

async function check(io: Io, { format, online, ...wish }: CheckOptions): Promise<void> {
  const loaded = load(io.here.folder);
  const projects = wanted(loaded, wish.project);
  knownStage(loaded.rules, wish.stage);
  const report = await reportOn(loaded, projects, wish, worldOf(io, online));
  io.print(formatted(report, format, io.colours === true));
  const code = exitCodeOf(report);
  if (code !== EXIT.done) throw new EndWith(code);
}

function formatted(report: Report, format: CheckOptions['format'], colours: boolean): string {
  if (format === 'text') return reportText(report, painter(colours));
  return jsonText(format === 'sarif' ? sarifOf(report) : report);
}

interface PromoteOptions {
  readonly project?: string;
  readonly online?: boolean;
  readonly dryRun?: boolean;
  readonly pullRequests?: string;
}

async function promote(io: Io, { project, online, dryRun, pullRequests }: PromoteOptions): Promise<void> {
  const loaded = load(io.here.folder);
  const projects = wanted(loaded, project);
  const wish = project === undefined ? {} : { project };
  const report = await reportOn(loaded, projects, wish, worldOf(io, online));
  const all = promotionsOf(loaded, report);
  if (dryRun !== true)
    for (const ready of readyOf(all)) {
      writeFileSync(join(loaded.root.folder, ready.path), ready.text);
      if (pullRequests !== undefined) writePullRequest(resolve(io.here.folder, pullRequests), ready);
    }
  io.print(promoteText(report, all, dryRun === true, painter(io.colours === true)));
  const code = promotionExit(report, all);
  if (code !== EXIT.done) throw new EndWith(code);
}

/** A file for each word, so that a shell can read them without taking anything apart. */
function writePullRequest(folder: string, ready: Ready): void {
  const { project, ...words } = pullRequestOf(ready);
  mkdirSync(join(folder, project), { recursive: true });
  for (const [name, text] of Object.entries(words)) writeFileSync(join(folder, project, name), text);
}

async function explain(io: Io, options: { project?: string; online?: boolean }): Promise<void> {
  const loaded = load(io.here.folder);
  const projects = wanted(loaded, options.project);
  const all = await explanationsOf(loaded, projects, worldOf(io, options.online));
  io.print(explainText(loaded, all, painter(io.colours === true)));
}

export function addGate(program: Command, io: Io): void {
  const gate = program
    .command('gate')
    .description('stage gates, judged in a working tree')
    .helpCommand(false);
  gate
    .command('check')
    .description('say what the next stage still needs')
    .option('--project <slug>', 'one project; all of them without it')
    .option('--stage <stage>', 'the stage to reach; the next one without it')
    .option('--online', 'ask addresses whether they answer')
    .addOption(
      new Option('--format <format>', 'how to print it').choices(['text', 'json', 'sarif']).default('text'),
    )
    .action((options: CheckOptions) => check(io, options));
  gate
    .command('promote')
    .description('write the next stage into each project file whose evidence satisfies its gate')
    .option('--project <slug>', 'one project; all of them without it')
    .option('--online', 'ask addresses whether they answer')
    .option('--dry-run', 'say it, and write nothing')
    .option('--pull-requests <folder>', 'also write there what a pull request for each would say')
    .action((options: PromoteOptions) => promote(io, options));
  gate
    .command('explain')
    .description('print every stage: files, rules and where they come from, expressions and what was found')
    .option('--project <slug>', 'one project; all of them without it')
    .option('--online', 'ask addresses whether they answer')
    .action((options: { project?: string; online?: boolean }) => explain(io, options));
}
