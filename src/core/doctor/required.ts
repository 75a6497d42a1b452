// Findings about the required checks of each repository: are they there, are they ours, and are they ever reported?

import type { Mode } from '../policy.ts';
import type { DoctorFacts, RepositoryHealth, RequiredCheck } from './facts.ts';
import type { Rule, Trouble } from './rule.ts';

export const each = (
  { repositories }: DoctorFacts,
  look: (one: RepositoryHealth) => readonly Omit<Trouble, 'where'>[],
): Trouble[] => repositories.flatMap((one) => look(one).map((trouble) => ({ where: one.name, ...trouble })));

/** A check of ours, and whether the repository's rules have it block anybody. */
interface Guard {
  readonly name: string;
  /** Null: it cannot be told, or nothing is judged there. */
  readonly mode: Mode | null;
  readonly required: readonly RequiredCheck[];
}

const guards = ({ mode, gates, required }: RepositoryHealth): readonly Guard[] =>
  [
    { name: 'clos/wip', mode },
    { name: 'clos/stage-gate', mode: gates?.mode ?? null },
  ].map((guard) => ({ ...guard, required: (required ?? []).filter(({ name }) => name === guard.name) }));

/** `-1` is GitHub's word for any source. */
const unbound = ({ appId }: RequiredCheck): boolean => appId === null || appId === -1;

const rules = ({ url }: RepositoryHealth): string => `${url}/settings/rules`;

export const bind = (repository: RepositoryHealth, { app }: DoctorFacts, name: string): string =>
  `Choose "${app.slug}" (app id ${app.id}) as the source of ${name} at ${rules(repository)}, or under Branches.`;

export const requiredRules: readonly Rule[] = [
  {
    code: 'required-check-missing',
    severity: 'error',
    means: 'A repository enforces its rules, but their check is not required on its default branch.',
    look: (facts) =>
      each(facts, (one) =>
        guards(one)
          .filter(
            ({ mode, required }) => mode === 'enforce' && one.required !== null && required.length === 0,
          )
          .map(({ name }) => ({
            what: `${name} is not required on ${one.branch}, so a red check keeps nobody from merging.`,
            mend: `Add ${name} from "${facts.app.slug}" under Require status checks to pass at ${rules(one)}.`,
          })),
      ),
  },
  {
    code: 'required-check-hidden',
    severity: 'info',
    means: 'Branch protection does not show whether our checks are required.',
    look: (facts) =>
      each(facts, (one) =>
        one.required === null
          ? [
              {
                what: `${one.branch} is protected, and we may not see by what.`,
                mend: `Look whether clos/wip is required from "${facts.app.slug}" at ${one.url}/settings/branches; a ruleset would show it.`,
              },
            ]
          : [],
      ),
  },
  {
    code: 'required-check-unbound',
    severity: 'error',
    means: 'A required check is bound to no app, so whoever reports its name decides.',
    look: (facts) =>
      each(facts, (one) =>
        guards(one)
          .filter(({ required }) => required.some(unbound))
          .map(({ name }) => ({
            what: `${name} is required from any source, so any workflow can turn it green.`,
            mend: bind(one, facts, name),
          })),
      ),
  },
  {
    code: 'required-check-foreign',
    severity: 'error',
    means: 'A required check is bound to another app.',
    look: (facts) =>
      each(facts, (one) =>
        guards(one).flatMap(({ name, required }) =>
          required
            .filter((check) => !unbound(check) && check.appId !== facts.app.id)
            .map(({ appId }) => ({
              what: `${name} is required from another app (id ${appId}), so ours never satisfies it.`,
              mend: bind(one, facts, name),
            })),
        ),
      ),
  },
  {
    code: 'required-check-silent',
    severity: 'error',
    means: 'A check is required where nothing reports it: only observed, or no project there.',
    look: (facts) =>
      each(facts, (one) =>
        guards(one)
          .filter(({ required }) => required.length > 0)
          .flatMap((guard) => silence(guard, one)),
      ),
  },
];

function silence({ name, mode }: Guard, { gates }: RepositoryHealth): Omit<Trouble, 'where'>[] {
  const ofGates = name === 'clos/stage-gate';
  if (mode === 'observe') {
    const file = ofGates ? '.clos/gates.yml' : '.clos/config.yml';
    const what = `${name} is required, but mode observe posts nothing: no pull request can be merged.`;
    return [{ what, mend: `Set mode to warn or enforce in ${file}, or stop requiring the check.` }];
  }
  if (!ofGates || gates !== null) return [];
  const what = `${name} is required, but there is no project, so nothing reports it: no pull request can be merged.`;
  return [
    { what, mend: 'Add .clos/project.yml on the default branch (clos init), or stop requiring the check.' },
  ];
}
