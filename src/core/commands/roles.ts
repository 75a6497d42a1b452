// GitHub's own roles in a repository, the weakest first.

export const ROLES = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;

export type Role = (typeof ROLES)[number];

export const isAtLeast = (role: Role, level: Level): boolean => ROLES.indexOf(role) >= ROLES.indexOf(level);

/** What a command may ask for. */
export type Level = Exclude<Role, 'none' | 'admin'>;
