// Who may use a command, by what GitHub said about them just now.

import type { UserId } from '../ids.ts';
import type { Actor } from '../wip/orders.ts';
import { isAtLeast, ROLES, type Role } from './roles.ts';
import type { Command } from './table.ts';

/** GitHub's answer about one login in one repository. */
export interface Permission {
  readonly userId: UserId | null;
  /** `maintain`, or the name an organisation gave a role of its own. */
  readonly roleName: string;
  /** The legacy level: admin, write, read or none; never empty for GitHub's own roles. */
  readonly permission: string;
}

/** The legacy level of each of GitHub's own roles. */
const LEGACY: Readonly<Record<Role, string>> = {
  none: 'none',
  read: 'read',
  triage: 'read',
  write: 'write',
  maintain: 'write',
  admin: 'admin',
};

const isRole = (name: string): name is Role => (ROLES as readonly string[]).includes(name);

/**
 * A role of the organisation's own counts as its legacy level, also one that carries the name of a stronger role of GitHub's.
 * Nobody (404), and an answer about somebody else (the login was taken over by another account, T-11), is `none`.
 */
export function roleOf(answer: Permission | null, { id }: Actor): Role {
  if (answer === null || answer.userId !== id) return 'none';
  const { roleName, permission } = answer;
  if (isRole(roleName) && LEGACY[roleName] === permission) return roleName;
  return isRole(permission) ? permission : 'none';
}

/** The author of a pull request has no rights beyond it, and none at all without access to the repository. */
export function mayUse(command: Command, role: Role, isAuthor: boolean): boolean {
  if (role === 'none') return false;
  const { atLeast, orAuthor, butAuthor } = command.who;
  if (butAuthor && isAuthor) return false;
  return (orAuthor && isAuthor) || isAtLeast(role, atLeast);
}
