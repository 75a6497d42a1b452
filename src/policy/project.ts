// `.clos/project.yml` and `.clos/projects/<slug>.yml`: one project, the stage it is in and where its evidence lies.

import { type Static, Type } from 'typebox';
import type { Project } from '../core/gates/model.ts';
import { evidencePathFault } from './evidence-path.ts';
import { defineKind, type Finding, type Placed } from './kind.ts';
import { nameSchema, oneLine, pathGlob, prose, slugSchema, stageSchema } from './text-schema.ts';

export const PROJECT_PATH = '.clos/project.yml';
const PROJECT_PATHS = '.clos/projects/*.yml';

const schema = Type.Object(
  {
    version: Type.Literal(1, { description: 'Version of this file format. Always 1.' }),
    name: nameSchema('The name people read.'),
    pod: Type.Optional(slugSchema('The pod whose project it is.')),
    idea: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 2_147_483_647,
        title: 'the number of an issue, such as `12`',
        description: 'The issue of the idea it came from. The score of that idea opens the way out of IDEA.',
      }),
    ),
    stage: stageSchema('The stage the project is in. A pull request that changes it asks for promotion.'),
    idea: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 2_147_483_647,
        title: 'the number of an issue',
        description:
          'The number of the issue of the idea it was promoted from. For people; nothing follows from it.',
      }),
    ),
    evidence: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        title: 'the path of a file in `.clos/` or `.clos/evidence/`, such as `.clos/evidence.yml`',
        description:
          'The evidence file, in .clos/ or .clos/evidence/. Not set: .clos/evidence.yml or .json, for projects/<slug>.yml .clos/evidence/<slug>.yml or .json.',
      }),
    ),
    reason: Type.Optional(
      prose(500, 'Why the project goes back a stage, or is declared at a later stage at once.'),
    ),
    paths: Type.Optional(
      Type.Array(pathGlob, {
        minItems: 1,
        maxItems: 200,
        description: 'The paths that belong to the project. Not set: all of the repository.',
      }),
    ),
  },
  {
    additionalProperties: false,
    $id: 'urn:clos:schema:project:1',
    title: 'CLOS project',
    description: 'The file .clos/project.yml, or .clos/projects/<slug>.yml for one of several.',
  },
);

export type ProjectFile = Static<typeof schema>;

export const projectFile = defineKind('project', [PROJECT_PATH, PROJECT_PATHS], schema, findings);

function findings({ evidence }: ProjectFile): Finding[] {
  const complaint = evidence === undefined ? null : evidencePathFault(evidence);
  return complaint === null ? [] : [{ path: ['evidence'], complaint }];
}

/** What is known of a project besides its file. */
export interface ProjectAt {
  readonly slug: string;
  readonly path: string;
  readonly blobSha: string;
  /** Where its evidence lies when the file does not say. */
  readonly evidence: string;
}

export const projectOf = ({ value, place }: Placed<ProjectFile>, at: ProjectAt): Project => ({
  slug: at.slug,
  path: at.path,
  blobSha: at.blobSha,
  name: value.name,
  pod: value.pod ?? null,
  ...(value.idea === undefined ? {} : { idea: value.idea }),
  stage: value.stage,
  evidence: value.evidence ?? at.evidence,
  reason: value.reason === undefined ? null : oneLine(value.reason),
  paths: value.paths === undefined ? null : [...value.paths],
  at: {
    stage: place({ path: ['stage'] }),
    evidence: place({ path: ['evidence'] }),
    reason: place({ path: ['reason'] }),
  },
});
