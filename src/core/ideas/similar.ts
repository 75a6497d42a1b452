// Which ideas are named as likely duplicates.

/** Trigram similarity from which on an idea is named, 0 to 1. */
export const DUPLICATE_THRESHOLD = 0.4;
