// An evidence file, YAML or JSON by its ending, typed by the schema of the rules.
// Invariant: a value is of its declared type or absent; nothing is converted, and one wrong value makes the file broken.

import type { EvidenceReading, EvidenceSchema, TreeFile } from '../core/gates/model.ts';
import type { ConfigurationProblem } from '../core/policy.ts';
import { evidencePathFault } from './evidence-path.ts';
import { typedEvidence } from './evidence-types.ts';
import { jsonFault } from './json.ts';
import { LIMITS, type Limits } from './limits.ts';
import { openSource } from './open.ts';
import { type Complaint, inOrder, problemAt, quoted } from './problem.ts';
import { folded, notAFolder, readable, spellingsIn } from './tree-files.ts';
import { readYaml } from './yaml.ts';

/** `tree`: everything under `.clos/`; `path`: of the project. Limits are for tests to loosen. */
export function readEvidence(
  tree: readonly TreeFile[],
  path: string,
  schema: EvidenceSchema,
  limits: Limits = LIMITS,
): EvidenceReading {
  const fault = evidencePathFault(path) ?? nameFault(tree, path);
  if (fault !== null) return broken(path, [{ ...fault, file: path, line: 1, column: 1 }]);
  const entry = tree.find((one) => one.path === path);
  if (entry === undefined) return { kind: 'none', path };
  const content = readable(entry);
  if (!content.ok) return broken(path, [content.problem]);
  return readText(path, entry.sha, content.text, schema, limits);
}

const broken = (path: string, problems: readonly ConfigurationProblem[]): EvidenceReading => ({
  kind: 'broken',
  path,
  problems,
});

function readText(
  path: string,
  blobSha: string,
  text: string,
  schema: EvidenceSchema,
  limits: Limits,
): EvidenceReading {
  const { source, problem } = openSource(path, text, limits);
  if (problem !== null) return broken(path, [problem]);
  const at = path.endsWith('.json') ? jsonFault(source.text) : null;
  if (at !== null) return broken(path, [problemAt(source, at, NOT_JSON)]);
  const { root, problems } = readYaml(source, limits);
  if (root === null || problems.length > 0) return broken(path, inOrder(problems, limits));
  const typed = typedEvidence(source, root, schema, limits);
  if (typed.problems.length > 0) return broken(path, inOrder(typed.problems, limits));
  const { value, places, notices } = typed;
  return { kind: 'read', path, blobSha, value, places, notices: inOrder(notices, limits) };
}

/** The file under another spelling of its name, or in a folder that is none: not the same as no evidence (T-13, T-14). */
function nameFault(tree: readonly TreeFile[], path: string): Complaint | null {
  const alike = spellingsIn(tree)
    .get(folded(path))
    ?.find((one) => one !== path);
  if (alike !== undefined) return otherName(path, alike);
  const blocked = tree.find(({ path: one, kind }) => kind !== 'folder' && path.startsWith(`${one}/`));
  return blocked === undefined ? null : notAFolder(blocked.path, blocked.kind);
}

const otherName = (path: string, other: string): Complaint => ({
  code: 'config.same-path',
  message: `${quoted(other)} is ${quoted(path)} in another spelling, and only one of them can be the evidence.`,
  mend: `Keep ${quoted(path)} only.`,
});

const NOT_JSON: Complaint = {
  code: 'config.not-json',
  message: 'This is not valid JSON from here on.',
  mend: 'Put names and texts in double quotes, and leave comments and commas before a closing bracket out; or name the file `.yml`.',
};
