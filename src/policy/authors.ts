// Exempt authors: their logins become numeric ids when a file is read, because a login can change hands (T-11).

import type { UserId } from '../core/ids.ts';
import type { ConfigurationProblem, ExemptAuthor } from '../core/policy.ts';
import type { Settings } from './keys.ts';
import type { ProblemCode } from './problem.ts';

const KEY = 'wip.exempt.authors';

export const loginsIn = (all: readonly Settings[]): readonly string[] => [
  ...new Set(all.flatMap((settings) => (settings[KEY]?.value ?? []).map(({ login }) => login.toLowerCase()))),
];

/** The ids that are known; an account keeps its own while its login stands in the file, whoever has the login by now. */
export const idsIn = (all: readonly Settings[]): ReadonlyMap<string, UserId> =>
  new Map(
    all.flatMap((settings) =>
      (settings[KEY]?.value ?? []).flatMap(({ login, id }): [string, UserId][] =>
        id === null ? [] : [[login.toLowerCase(), id]],
      ),
    ),
  );

export function withIds(settings: Settings, ids: ReadonlyMap<string, UserId>): Settings {
  const setting = settings[KEY];
  if (setting === undefined) return settings;
  const value = setting.value.map(
    ({ login }): ExemptAuthor => ({ login, id: ids.get(login.toLowerCase()) ?? null }),
  );
  return { ...settings, [KEY]: { ...setting, value } };
}

export const unknownLogins = (all: readonly Settings[]): readonly ConfigurationProblem[] =>
  all.flatMap((settings) => {
    const setting = settings[KEY];
    const unknown = setting?.value.filter(({ id }) => id === null) ?? [];
    return unknown.map(({ login }) => ({
      code: 'config.unknown-login' satisfies ProblemCode,
      file: setting?.at.file ?? '',
      line: setting?.at.line ?? 1,
      column: setting?.at.column ?? 1,
      message: `Nobody at GitHub has the login \`${login}\`, so it exempts nobody.`,
      mend: 'Check its spelling (an app ends in `[bot]`), or delete it.',
    }));
  });
