// What a proposed `gates.yml` would change, setting by setting and criterion by criterion, in words of the files.

import type { ApprovalRule, DeclaredCheck, Gate, PathRequirement, StageRules } from '../core/gates/model.ts';
import { type Change, duration } from './changes.ts';

type Lines = ReadonlyMap<string, string>;

/** Null: there are no rules, because a file is broken. */
export function gateChanges(before: StageRules | null, after: StageRules | null): Change[] {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((setting) => {
    const change = { setting, before: old.get(setting) ?? null, after: fresh.get(setting) ?? null };
    return change.before === change.after ? [] : [change];
  });
}

function linesOf(rules: StageRules | null): Lines {
  if (rules === null) return new Map();
  const { mode, branches, stages, gates, requires, checks, evidence, longestWaiverSeconds } = rules;
  return new Map([
    ['mode', mode],
    ['branches', branches.length === 0 ? 'the default branch only' : branches.join(', ')],
    ['stages', stages.join(', ')],
    ...gates.flatMap(gateLines),
    ...requires.map(requirementLine),
    ...checks.map(checkLine),
    ...Object.entries(evidence.schema.properties).map(
      ([name, type]) => [`evidence.schema.properties.${name}`, JSON.stringify(type)] as const,
    ),
    ['evidence.subject', evidence.subject ?? 'not set'],
    ['waivers.longest', duration(longestWaiverSeconds)],
  ]);
}

const approvalText = ({ count, teams }: ApprovalRule): string =>
  teams.length === 0 ? String(count) : `${count} of ${teams.join(', ')}`;

function gateLines({ stage, criteria, approvals, soakSeconds, freshSeconds }: Gate) {
  const at = (key: string): string => `gates.${stage}.${key}`;
  return [
    ...criteria.map(({ id, expression }) => [at(`criteria.${id}`), expression] as const),
    ...(approvals.length === 0 ? [] : [[at('approvals'), approvals.map(approvalText).join('; ')] as const]),
    ...(soakSeconds === null ? [] : [[at('soak'), duration(soakSeconds)] as const]),
    ...(freshSeconds === null ? [] : [[at('freshness'), duration(freshSeconds)] as const]),
  ];
}

const requirementLine = ({ paths, stage }: PathRequirement) =>
  [`requires ${paths.join(', ')}`, stage] as const;

const checkLine = ({ key, name, app }: DeclaredCheck) => [`checks.${key}`, `${name} by ${app}`] as const;
