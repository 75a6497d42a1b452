// The `clos` command: looking at decisions and deliveries by hand. Prints; decides nothing.

import { Command, CommanderError } from 'commander';
import { UserFault } from '../core/faults.ts';
import { APP_ITSELF, pullNumber } from '../core/ids.ts';
import { runDoctor } from '../reconcile/doctor.ts';
import { doctorCheckFor } from '../reconcile/doctor-check.ts';
import { explain } from '../reconcile/explain.ts';
import { causeOf } from '../reconcile/sweep.ts';
import { doctorText } from './doctor.ts';
import { EndWith, EXIT } from './exit.ts';
import { explanationText } from './explanation.ts';
import { addGate } from './gate/command.ts';
import { numberNamed, repositoryNamed } from './given.ts';
import { addIdea } from './idea/command.ts';
import { addInit } from './init.ts';
import { jsonText } from './json.ts';
import { quarantineText } from './quarantine.ts';
import { addRecords } from './records.ts';
import { addValidate } from './validate.ts';
import type { Io } from './world.ts';

async function explainCommand(io: Io, text: string, json: boolean): Promise<void> {
  const { owner, name, number } = numberNamed(text, 'pull request');
  const explanation = await io.inWorld(({ spine }) => explain(spine, owner, name, pullNumber(number)));
  io.print(json ? jsonText(explanation) : explanationText(explanation));
}

async function replayCommand(io: Io, guid: string): Promise<void> {
  const found = await io.inWorld(({ quarantine }) => quarantine.replay(guid));
  if (!found) {
    throw new UserFault(
      'no-such-delivery',
      `No stored delivery has the id ${guid}.`,
      'See `clos quarantine`; deliveries are kept for 7 days.',
    );
  }
  const name = [found.event, found.action].filter(Boolean).join('.');
  io.print(`${name} ${found.guid} is back in line; a running worker takes it now.`);
}

async function quarantineCommand(io: Io, json: boolean): Promise<void> {
  const all = await io.inWorld(({ quarantine }) => quarantine.list());
  io.print(json ? jsonText(all) : quarantineText(all));
}

async function doctorCommand(
  io: Io,
  repository: string | undefined,
  options: { json?: boolean; check?: string },
): Promise<void> {
  const diagnosis = await io.inWorld(async ({ spine }) => {
    if (options.check === undefined)
      return runDoctor(spine, repository === undefined ? null : repositoryNamed(repository));
    const at = repositoryNamed(options.check);
    return doctorCheckFor(spine, at, await causeOf(spine, APP_ITSELF, 'doctor'));
  });
  io.print(options.json ? jsonText(diagnosis) : doctorText(diagnosis, io.colours === true));
  if (diagnosis.findings.some(({ severity }) => severity === 'error')) throw new EndWith(EXIT.failed);
}

/** 2 for whatever kept the doctor from looking, so that 1 always means findings. */
async function orCouldNotRun(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (error instanceof EndWith || error instanceof UserFault) throw error;
    const message = error instanceof Error ? error.message : String(error);
    const mend =
      'Check that the database and GitHub answer, and that APP_ID and PRIVATE_KEY belong together.';
    throw new UserFault('doctor-could-not-run', `The doctor could not look: ${message}`, mend);
  }
}

export function createProgram(io: Io): Command {
  const program = new Command('clos')
    .description("Checks a working tree against its rules, and looks at CLOS's decisions and deliveries.")
    .exitOverride()
    .helpCommand(false);
  addInit(program, io);
  addValidate(program, io);
  addGate(program, io);
  addIdea(program, io);
  program
    .command('explain')
    .description('print every stage of the decision about a pull request, without acting')
    .argument('<pull>', 'owner/repository#12')
    .option('--json', 'as one JSON object')
    .action((pull: string, options: { json?: boolean }) => explainCommand(io, pull, options.json === true));
  program
    .command('doctor')
    .description('find what would leave a pull request stuck or a limit unprotected, each with its mend')
    .argument('[repository]', 'owner/repository; without it, up to fifty')
    .option('--check <repository>', 'write it as the check clos/doctor on its default branch too')
    .option('--json', 'as one JSON object')
    .action((repository: string | undefined, options: { json?: boolean; check?: string }) =>
      orCouldNotRun(doctorCommand(io, repository, options)),
    );
  program
    .command('quarantine')
    .description('list the deliveries that could not be handled')
    .option('--json', 'as JSON')
    .action((options: { json?: boolean }) => quarantineCommand(io, options.json === true));
  program
    .command('replay')
    .description('put a stored delivery back in line')
    .argument('<delivery>', 'its id (X-GitHub-Delivery)')
    .action((guid: string) => replayCommand(io, guid));
  addRecords(program, io);
  return program;
}

/** Exit codes: 0 done, 1 failed (`doctor`: found errors), 2 wrong usage or something to mend. */
export async function runProgram(
  program: Command,
  argv: readonly string[],
  complain: (text: string) => void,
): Promise<number> {
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof EndWith) return error.code;
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof UserFault) {
      complain(`${error.message}\n→ ${error.mend}`);
      return 2;
    }
    complain(error instanceof Error ? error.message : String(error));
    return 1;
  }
}
