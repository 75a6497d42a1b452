// One rule's answer with its reason; verdicts form a tree. The same value renders as check, comment, message and page;
// renderers compute nothing, and untrusted text stays marked as such until `core/render` escapes it.

/** A run of text. Plain strings are ours and trusted; everything that came from outside is an object. */
export type Inline =
  | string
  | { readonly untrusted: string }
  | { readonly code: string }
  | { readonly strong: string }
  | { readonly link: string; readonly url: string }
  /** An instant, shown in UTC with its age at rendering time. */
  | { readonly since: string }
  | { readonly at: string };

export type Text = readonly Inline[];

export type VerdictStatus = 'pass' | 'wait' | 'fail' | 'error' | 'info';

/** What a verdict rests on, one row each; every row has as many cells as there are columns. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Text[])[];
}

export interface Verdict {
  readonly rule: string;
  readonly status: VerdictStatus;
  readonly because: Text;
  /** With a table, `because` reads as its heading. */
  readonly table?: Table;
  readonly children: readonly Verdict[];
}
