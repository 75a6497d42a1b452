// By what ideas are read and scored in a working tree: `.clos/ideas.yml` and the issue form, as the app reads them from a commit. What
// lies in other repositories is not read: where the file builds on it, that is said, and nothing is scored by half of the rules.

import type { TreeFile } from '../../core/gates/model.ts';
import type { IssueForm } from '../../core/ideas/form.ts';
import type { IdeaRules } from '../../core/ideas/rules.ts';
import type { ConfigurationProblem } from '../../core/policy.ts';
import { ideaLayerOf, NO_IDEA_LAYER, resolveIdeas } from '../../policy/idea-layer.ts';
import { ideasFile } from '../../policy/ideas.ts';
import { readIssueForm } from '../../policy/issue-form.ts';
import { LIMITS } from '../../policy/limits.ts';
import { readFile } from '../../policy/read.ts';
import { readable } from '../../policy/tree-files.ts';
import { ELSEWHERE } from '../gate/load.ts';
import { fileIn } from '../work-tree.ts';
import { formNotices } from './form-fit.ts';

export const IDEAS_PATH = '.clos/ideas.yml';
const FORMS = '.github/ISSUE_TEMPLATE/';

/** What one file says, as far as it can be read. */
interface Told {
  readonly problems: readonly ConfigurationProblem[];
  readonly notices: readonly ConfigurationProblem[];
}

export interface IdeaForm extends Told {
  readonly path: string;
  /** Null where it cannot be read. */
  readonly form: IssueForm | null;
}

export interface IdeaGround {
  /** Null where they cannot be read whole. */
  readonly rules: IdeaRules | null;
  /** Of `ideas.yml`; nothing where there is none. */
  readonly file: Told;
  /** Why rules that lie elsewhere are missing; null where none are named. */
  readonly elsewhere: ConfigurationProblem | null;
  /** Null: there is none here, so headings alone are read. */
  readonly form: IdeaForm | null;
}

const NOTHING: Told = { problems: [], notices: [] };
const NO_GROUND: IdeaGround = { rules: null, file: NOTHING, elsewhere: null, form: null };

export function ideaGround(root: string, tree: readonly TreeFile[]): IdeaGround {
  const entry = tree.find(({ path }) => path === IDEAS_PATH);
  if (entry === undefined) {
    const { rules, form } = resolveIdeas(NO_IDEA_LAYER, NO_IDEA_LAYER);
    return { ...NO_GROUND, rules, form: formAt(root, form, rules) };
  }
  const content = readable(entry);
  if (!content.ok) return { ...NO_GROUND, file: { ...NOTHING, problems: [content.problem] } };
  const reading = readFile(ideasFile, IDEAS_PATH, content.text, LIMITS);
  if (!reading.ok) return { ...NO_GROUND, file: { ...NOTHING, problems: reading.problems } };
  const { rules, form: name } = resolveIdeas(NO_IDEA_LAYER, ideaLayerOf([reading]));
  const { extends: above, form: named } = reading.value;
  const isWhole = above === undefined;
  const form = formAt(root, name, isWhole ? rules : null);
  const notices =
    named === undefined || form !== null ? [] : [noForm(named, reading.place({ path: ['form'] }))];
  return {
    rules: isWhole ? rules : null,
    file: { problems: [], notices },
    elsewhere: isWhole ? null : { ...ELSEWHERE, ...reading.place({ path: ['extends'] }) },
    form,
  };
}

function formAt(root: string, name: string, rules: IdeaRules | null): IdeaForm | null {
  const path = `${FORMS}${name}`;
  const entry = fileIn(root, path);
  if (entry === null) return null;
  const content = readable(entry);
  if (!content.ok) return { path, form: null, problems: [content.problem], notices: [] };
  const { form, problems } = readIssueForm(path, content.text);
  const notices = form === null || rules === null ? [] : formNotices(path, content.text, form, rules);
  return { path, form, problems, notices };
}

const noForm = (
  name: string,
  place: Pick<ConfigurationProblem, 'file' | 'line' | 'column'>,
): ConfigurationProblem => ({
  ...place,
  code: 'cli.no-form',
  message: `There is no \`${FORMS}${name}\` here, so headings alone are read.`,
  mend: 'Check the name. Where the form lies in the `.github` repository of the organisation, all is well.',
});
