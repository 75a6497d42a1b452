// What a team declares about its ideas (`.clos/ideas.yml`), with every setting settled.

import type { ConfigurationFacts, ConfigurationProblem, Mode } from '../policy.ts';
import type { IssueForm } from './form.ts';
import type { Band, FieldName } from './model.ts';

/** What a weighted score may be made from, each 0 to 10. */
export const TERMS = ['impact', 'confidence', 'ease', 'reach', 'evidence', 'completeness', 'votes'] as const;

export type TermName = (typeof TERMS)[number];

export type Formula =
  /** The average of impact, confidence and ease, each 0 to 10. */
  | { readonly kind: 'ice' }
  /** Reach × impact × confidence ÷ effort; `ten` is the amount that scores 10, and more scores no more. */
  | { readonly kind: 'rice'; readonly ten: number }
  /** The average of terms by these weights. */
  | { readonly kind: 'weights'; readonly weights: Readonly<Partial<Record<TermName, number>>> };

/** Words that an answer may begin with, and the amount each stands for; lower case. */
export type Scale = Readonly<Record<string, number>>;

export interface FieldRules {
  /** The first is what people read; the others mean the same. */
  readonly headings: readonly [string, ...string[]];
  readonly required: boolean;
}

export interface IdeaRules {
  /** `observe`: nothing is said. `warn`: the score does not keep an idea from being promoted. */
  readonly mode: Mode;
  /** Issues with this label are ideas. */
  readonly label: string;
  readonly fields: Readonly<Record<FieldName, FieldRules>>;
  readonly scales: Readonly<Record<'impact' | 'effort' | 'confidence', Scale>>;
  readonly formula: Formula;
  /** From which score on. */
  readonly bands: { readonly approved: number; readonly review: number };
  readonly labels: Readonly<Record<Band, string>>;
  readonly duplicates: {
    /** 0 to 1. */
    readonly threshold: number;
    readonly most: number;
    /** Names ideas of other private repositories too, by number and never by title. */
    readonly across: boolean;
  };
  /** An idea that nobody changed for so long is archived; null: never. */
  readonly parkAfterSeconds: number | null;
}

/** What is in force in a repository. */
export interface IdeaConfiguration {
  readonly source: ConfigurationFacts['source'];
  /** Null when the file is broken and there never was a good one. */
  readonly rules: IdeaRules | null;
  /** As its file on the default branch says; null when there is none that can be read. */
  readonly form: IssueForm | null;
  readonly problems: readonly ConfigurationProblem[];
}
