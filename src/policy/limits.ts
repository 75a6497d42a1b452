// What a `.clos/` file may cost to read, whoever wrote it. A parameter everywhere, so that a test can
// take a limit away and see the guard it removes; production always reads with LIMITS.

export interface Limits {
  /** UTF-8 bytes of the file. */
  readonly bytes: number;
  /** Lexical tokens (words, marks, spaces, line ends, comments): what bounds the time to parse. */
  readonly tokens: number;
  /** Collections inside collections, aliases followed. */
  readonly depth: number;
  /** Scalars, mappings and lists, aliases expanded. */
  readonly nodes: number;
  /** Aliases resolved, those inside an alias's target included. */
  readonly aliases: number;
  /** Problems told at once; the last one says when there were more. */
  readonly problems: number;
}

export const LIMITS: Limits = {
  bytes: 256 * 1024,
  tokens: 36_000,
  depth: 32,
  nodes: 10_000,
  aliases: 10,
  problems: 100,
};
