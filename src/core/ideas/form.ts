// What an issue form asks, and what somebody answered. The shapes between whoever reads Markdown and whoever scores.
// GitHub's form syntax: https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema

/** One input of a form. Its label is the heading that GitHub writes above the answer. */
export interface FormInput {
  /** As its YAML says; null where it has none. */
  readonly id: string | null;
  readonly kind: 'input' | 'textarea' | 'dropdown' | 'checkboxes';
  readonly label: string;
  /** Other headings that mean the same, such as a label the form had before. */
  readonly aliases: readonly string[];
  readonly required: boolean;
  /** Of a dropdown: several may be chosen. */
  readonly multiple: boolean;
  /** Of a dropdown or of checkboxes, in order; empty otherwise. */
  readonly options: readonly string[];
  /** Of a textarea: the language GitHub fences the answer with; null: it is Markdown. */
  readonly render: string | null;
}

export interface IssueForm {
  readonly inputs: readonly FormInput[];
  /** What GitHub sets on an issue made by it. */
  readonly labels: readonly string[];
}

/** One checkbox as it stands in the issue; its label as the form spells it, if the form has it. */
export interface Box {
  readonly label: string;
  readonly checked: boolean;
}

export type Answer =
  /** Markdown as it was written, without the empty lines around it; of a fenced answer what stands inside. */
  | { readonly kind: 'text'; readonly text: string }
  /** Of a dropdown, as the form spells them, each once, in the order in which they stand. */
  | { readonly kind: 'choices'; readonly chosen: readonly string[] }
  | { readonly kind: 'boxes'; readonly boxes: readonly Box[] };

export type Reading<T> =
  | { readonly state: 'read'; readonly value: T }
  /** `absent`: its heading is gone. `empty`: nothing, comments or `_No response_` stand below it; below a dropdown's also `None`. */
  | { readonly state: 'missing'; readonly how: 'absent' | 'empty' }
  /** What is wrong, in words for whoever wrote the issue. */
  | { readonly state: 'unreadable'; readonly why: string };

/** One input's answer, in the order of the form. */
export interface Answered {
  readonly input: FormInput;
  readonly reading: Reading<Answer>;
}
