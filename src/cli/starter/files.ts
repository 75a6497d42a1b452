// The files that `clos init` writes, in the order in which they are told. They lie beside this file as they are written.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface StarterFile {
  /** Where it is written. */
  readonly path: string;
  readonly about: string;
  text(project: string): string;
}

const file = (name: string, path: string, about: string): StarterFile => ({
  path,
  about,
  // A text in double quotes of JSON is one of YAML too.
  text: (project) =>
    readFileSync(join(import.meta.dirname, name), 'utf8').replace('{{name}}', () => JSON.stringify(project)),
});

export const STARTER_FILES: readonly StarterFile[] = [
  file('project.yml', '.clos/project.yml', 'your project and its stage'),
  file('evidence.yml', '.clos/evidence.yml', 'what is known about it'),
  file('gates.yml', '.clos/gates.yml', 'what must hold to leave a stage'),
  file('config.yml', '.clos/config.yml', 'work-in-progress limits'),
  file('ideas.yml', '.clos/ideas.yml', 'how ideas are scored'),
  file('idea.yml', '.github/ISSUE_TEMPLATE/idea.yml', 'the form for ideas'),
  file('workflow.yml', '.github/workflows/clos.yml', 'tells pull requests what is missing'),
  file('promote.yml', '.github/workflows/clos-promote.yml', 'proposes the next stage when a gate is met'),
];
