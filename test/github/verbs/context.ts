// What every verb has in common: a world to change, and a person who does it.

import type { Account, Pull, Repository, Subject } from '../state/model.ts';
import { ensureAccount, nowIn, type World } from '../state/world.ts';

/** `as` names who does it; the default is the author, or the owner of what is changed. */
export type By = { readonly as?: string };

export function actor(world: World, by: By | undefined, fallback: Account): Account {
  if (by?.as !== undefined) return ensureAccount(world, by.as);
  return fallback.type === 'Organization' ? ensureAccount(world, `${fallback.login}-admin`) : fallback;
}

export function touch(world: World, thing: Subject | Repository): void {
  thing.updatedAt = nowIn(world);
}

/** Issues and pull requests of a repository share one row of numbers. */
export function takeNumber(repository: Repository): number {
  const number = repository.nextNumber;
  repository.nextNumber += 1;
  return number;
}

export function indexHead(pull: Pull, previousSha: string | null): void {
  const { pullsByHead } = pull.repository;
  if (previousSha !== null) pullsByHead.get(previousSha)?.delete(pull);
  const here = pullsByHead.get(pull.head.sha);
  if (here === undefined) pullsByHead.set(pull.head.sha, new Set([pull]));
  else here.add(pull);
}
