// Characters that nobody sees, besides the blanks: what is shown is without them, so a secret must be found without them too (T-105).

/** Controls, formats, private and unassigned ones, and what is ignored by default. `\n`, `\r` and `\t` are among them. */
export const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\u2800]/u;
