// What an organisation locked stays its own. A gate stands on the stages and on the checks that its expressions ask about, so a
// locked gate keeps these as well: otherwise a repository could take the stage out, or declare a check of its own under the name.

import type { ConfigurationProblem } from '../core/policy.ts';
import { GATE_KEYS, type GateLayer, type GateSettings, type LockedName } from './gate-layer.ts';
import type { FilePlace } from './keys.ts';
import { type Complaint, quoted } from './problem.ts';

/** The name that locks a setting; null: a repository may set it. */
function lockOf(locked: readonly LockedName[], key: string): string | null {
  const names = locked.map(({ name }) => name);
  const own = names.find((name) => key === name || key.startsWith(`${name}.`));
  if (own !== undefined || (key !== 'stages' && key !== 'checks')) return own ?? null;
  return names.find((name) => name === 'gates' || name.startsWith('gates.')) ?? null;
}

const gateKey = (stage: string): string => `gates.${stage}`;

/** What of a repository's settings counts. */
export function permitted({ locked }: GateLayer, { settings }: GateLayer): GateSettings {
  const free = GATE_KEYS.filter((key) => settings[key] !== undefined && lockOf(locked, key) === null);
  return {
    ...(Object.fromEntries(free.map((key) => [key, settings[key]])) as Omit<GateSettings, 'gates'>),
    gates: settings.gates.filter(({ value }) => lockOf(locked, gateKey(value.stage)) === null),
  };
}

export function lockedNotices({ locked }: GateLayer, { settings }: GateLayer): ConfigurationProblem[] {
  const set: readonly (readonly [string, FilePlace])[] = [
    ...GATE_KEYS.flatMap((key) => (settings[key] ? [[key, settings[key].at] as const] : [])),
    ...settings.gates.map(({ value, at }) => [gateKey(value.stage), at] as const),
  ];
  return set.flatMap(([key, at]) => {
    const lock = lockOf(locked, key);
    return lock === null ? [] : [{ ...lockedSetting(key, lock), ...at }];
  });
}

const lockedSetting = (key: string, lock: string): Complaint => {
  const because = key === lock || key.startsWith(`${lock}.`) ? '' : `, together with ${quoted(lock)}`;
  return {
    code: 'config.locked',
    message: `${quoted(key)} is locked by the organisation's \`.clos/gates.yml\`${because}; its value there is in force, and the rest of this file.`,
    mend: `Delete ${quoted(key)} here, or ask the owners of the organisation's \`.github\` repository to unlock it.`,
  };
};

/** Names locked by a repository's own file; in a file that it extends they are meant for others. */
export function locksInVain({ locked }: GateLayer): ConfigurationProblem[] {
  const [first] = locked;
  return first?.at.file.startsWith('.clos/') ? [{ ...IN_VAIN, ...first.at }] : [];
}

const IN_VAIN: Complaint = {
  code: 'config.without-effect',
  message: "`locked` counts only in the organisation's `.github` repository.",
  mend: 'Delete it here.',
};
