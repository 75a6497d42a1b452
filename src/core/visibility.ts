// Who may read a repository, and how GitHub says so. What that allows is decided in shown.ts.

/** Who reads a repository: everybody, every member of the enterprise, or those it was given to. */
export const VISIBILITIES = ['public', 'internal', 'private'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/**
 * GitHub's `visibility` and `private` of one repository; undefined where they say nothing, or not the same. Old servers tell only
 * `private`, of internal ones too.
 */
export function visibilityOf(visibility: unknown, isPrivate: unknown): Visibility | undefined {
  if (typeof isPrivate !== 'boolean') return undefined;
  if (visibility === undefined || visibility === null) return isPrivate ? 'internal' : 'public';
  const told = VISIBILITIES.find((one) => one === visibility);
  return told !== undefined && (told !== 'public') === isPrivate ? told : undefined;
}
