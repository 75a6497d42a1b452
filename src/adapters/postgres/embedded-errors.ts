// Reads what a caught value says by its shape: Node's own errors are not instances of this realm's Error under Jest.

/** Node's or PostgreSQL's error code, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | null)?.code;
}

export function reasonOf(error: unknown): string {
  return (error as Partial<Error> | null)?.message ?? String(error);
}
