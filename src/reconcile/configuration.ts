// The configuration a repository runs under, read from its default branch. A broken file never takes effect: the last good one
// stays in force and says so; where there never was a good one, nothing can be judged.

import { TerminalFault, UserFault } from '../core/faults.ts';
import type { InstallationId } from '../core/ids.ts';
import { type ConfigurationFacts, type ConfigurationProblem, DEFAULT_POLICY } from '../core/policy.ts';
import { configFile, readConfig } from '../policy/config.ts';
import type { Location, RemoteFile } from '../ports/github.ts';
import type { Spine } from './spine.ts';

const DEFAULTS: ConfigurationFacts = {
  source: 'default',
  policy: DEFAULT_POLICY,
  problems: [],
  blobSha: null,
};

function unreadable(message: string, mend: string): ConfigurationProblem {
  return { code: 'unreadable', file: configFile.path, line: 1, column: 1, message, mend };
}

function fallBack(
  previous: ConfigurationFacts | null,
  problems: readonly ConfigurationProblem[],
): ConfigurationFacts {
  const lastGood =
    previous && (previous.source === 'repository' || previous.source === 'last-good') ? previous : null;
  return lastGood
    ? { source: 'last-good', policy: lastGood.policy, problems, blobSha: lastGood.blobSha }
    : { source: 'none', policy: null, problems, blobSha: null };
}

/** What follows from the file as it stands now, given what was in force before. Pure. */
export function configurationFrom(
  file: RemoteFile | null,
  previous: ConfigurationFacts | null,
): ConfigurationFacts {
  if (file === null) return DEFAULTS;
  if (file.text === null) {
    const problem = unreadable(
      file.problem ?? 'the file cannot be read',
      'Make it a plain YAML file of at most 256 KiB.',
    );
    return fallBack(previous, [problem]);
  }
  const reading = readConfig(configFile.path, file.text);
  if (!reading.ok) return fallBack(previous, reading.problems);
  return { source: 'repository', policy: reading.policy, problems: [], blobSha: file.blobSha };
}

export async function readConfiguration(
  spine: Spine,
  installation: InstallationId,
  at: Location,
  previous: ConfigurationFacts | null,
): Promise<ConfigurationFacts> {
  try {
    return configurationFrom(
      await spine.github.repositories.file(installation, at, configFile.path),
      previous,
    );
  } catch (error) {
    if (!(error instanceof TerminalFault || error instanceof UserFault)) throw error;
    const problem = unreadable(
      `GitHub does not let us read the file (${error.code})`,
      'Accept the permission "Contents: read" for the app.',
    );
    return fallBack(previous, [problem]);
  }
}

export const sameConfiguration = (a: ConfigurationFacts | null, b: ConfigurationFacts | null): boolean =>
  a === b ||
  (a !== null &&
    b !== null &&
    a.source === b.source &&
    a.blobSha === b.blobSha &&
    JSON.stringify(a.problems.map((p) => [p.code, p.line, p.column])) ===
      JSON.stringify(b.problems.map((p) => [p.code, p.line, p.column])));
