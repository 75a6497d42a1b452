// What a repository is held to while the chaos goes on.

/** What the repository's configuration says; the checker believes its caller, not the database. */
export interface Rules {
  readonly mode: 'warn' | 'enforce';
  readonly limit: number;
}
