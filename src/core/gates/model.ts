// Stage gates, as data: what a team declared (rules, projects), what a pull request shows (evidence, reviews, checks), and what
// follows. Everything is a plain, serialisable value, so the same judgement runs in the app, on the command line and in Actions.
// Instants are ISO 8601 in UTC, spans are whole seconds.

import type { Place } from '../faults.ts';
import type { CommentId, RepositoryId, Sha, UserId } from '../ids.ts';
import type { ConfigurationProblem, Mode } from '../policy.ts';

export const DEFAULT_STAGES = [
  'IDEA',
  'DISCOVERY',
  'PROTOTYPE',
  'MINIMUM_REMARKABLE',
  'GROWTH',
  'OPTIMIZATION',
] as const;

/** The label that asks for the next stage, where `stage:` itself was not changed. */
export const PROMOTION_LABEL = 'stage-gate';

/**
 * What a value in evidence may be, declared in `gates.yml` as a small part of JSON Schema. Expressions are typed by it, so that
 * nothing passes by coercion. There are no patterns on purpose: a regular expression from a file could run for ages (T-79).
 */
export type EvidenceType =
  | {
      readonly type: 'integer' | 'number';
      readonly minimum?: number;
      readonly maximum?: number;
      readonly description?: string;
    }
  | { readonly type: 'boolean'; readonly description?: string }
  | {
      readonly type: 'string';
      readonly enum?: readonly string[];
      readonly format?: 'uri' | 'date' | 'date-time';
      readonly description?: string;
    }
  | { readonly type: 'array'; readonly items: EvidenceType; readonly description?: string }
  | {
      readonly type: 'object';
      readonly properties: Readonly<Record<string, EvidenceType>>;
      readonly description?: string;
    };

export type EvidenceSchema = Extract<EvidenceType, { type: 'object' }>;

/** One row of a gate. */
export interface Criterion {
  /** Unique in its gate; what `/clos waive` names. */
  readonly id: string;
  readonly title: string;
  /** In the language of GitHub Actions, without `${{ }}`; compiled by `expressions/compile.ts`. */
  readonly expression: string;
  /** Said when it does not hold. */
  readonly reason: string;
  /** What to do about it. */
  readonly hint: string | null;
  /** Of the expression, in the file that declares it. */
  readonly at: Place;
}

/** So many people who may write, and of these teams where any are named; never the author. */
export interface ApprovalRule {
  readonly count: number;
  /** Slugs of teams of the organisation; empty: anybody who may write. */
  readonly teams: readonly string[];
}

/** What must hold to leave a stage. */
export interface Gate {
  readonly stage: string;
  /** Said of the whole gate when it fails, such as `Need more customer validation`. */
  readonly reason: string | null;
  readonly criteria: readonly Criterion[];
  readonly approvals: readonly ApprovalRule[];
  /** How long the project must have been in the stage; null: no matter. */
  readonly soakSeconds: number | null;
  /** How old `collectedAt` of the evidence may be; null: no matter. */
  readonly freshSeconds: number | null;
}

/** Paths that only a project of this stage, or a later one, may change. */
export interface PathRequirement {
  readonly paths: readonly string[];
  readonly stage: string;
  readonly reason: string | null;
  readonly at: Place;
}

/** Another app's check that expressions may ask about, as `checks.<key>`. */
export interface DeclaredCheck {
  readonly key: string;
  /** The name of its check run. */
  readonly name: string;
  /** Slug or numeric id of the app that must have written it: a check of this name by anybody else says nothing. */
  readonly app: string | number;
}

/** What a repository's gates go by, after defaults, organisation and `extends`. */
export interface StageRules {
  readonly mode: Mode;
  /** Globs of branch names besides the default branch: pull requests into these are judged, others are not. */
  readonly branches: readonly string[];
  /** In order, at least two, all different. */
  readonly stages: readonly string[];
  /** At most one for each stage; a stage without one has no criteria, and its row says so. */
  readonly gates: readonly Gate[];
  readonly requires: readonly PathRequirement[];
  readonly checks: readonly DeclaredCheck[];
  readonly evidence: {
    readonly schema: EvidenceSchema;
    /** Evidence must name the tree of this path at the head as its `subject` (T-7); null: it need not. */
    readonly subject: string | null;
  };
  /** The longest a waiver may last. */
  readonly longestWaiverSeconds: number;
}

/** What a repository's default branch says of gates. */
export interface GateConfiguration {
  readonly source: 'default' | 'repository' | 'last-good' | 'none';
  /** Null only when the file is broken and there never was a good one: then nothing can be judged. */
  readonly rules: StageRules | null;
  /** Why the newest file is not in force; empty when it is. */
  readonly problems: readonly ConfigurationProblem[];
  /** False: there is neither a project nor a `gates.yml`, and nothing is said on pull requests. */
  readonly active: boolean;
}

/** One entry of a tree under `.clos/`. `text` is null where it was not read, because of its kind or size. */
export interface TreeFile {
  readonly path: string;
  readonly kind: 'file' | 'executable' | 'symlink' | 'submodule' | 'folder' | 'other';
  readonly bytes: number;
  /** Of the blob, or of the tree. */
  readonly sha: string;
  readonly text: string | null;
}

/** Something that had to be asked for; `because` is a short clause such as `GitHub answered 502`. */
export type Known<T> =
  | { readonly kind: 'known'; readonly value: T }
  | { readonly kind: 'unknown'; readonly because: string };

/** A project file, read well. */
export interface Project {
  /** Its identity in the repository: the name of the file without its ending; `project` for `.clos/project.yml`. */
  readonly slug: string;
  readonly path: string;
  readonly blobSha: string;
  readonly name: string;
  readonly pod: string | null;
  /** The issue of the idea it came from; absent: none is named. */
  readonly idea?: number;
  readonly stage: string;
  /** Path of its evidence file, under `.clos/`. */
  readonly evidence: string;
  /** Why it goes back, or is declared at a later stage at once. */
  readonly reason: string | null;
  /** Globs of the paths that belong to it; null: all of the repository. */
  readonly paths: readonly string[] | null;
  readonly at: { readonly stage: Place; readonly evidence: Place; readonly reason: Place };
}

export type ProjectReading =
  | { readonly kind: 'project'; readonly project: Project }
  | {
      readonly kind: 'broken';
      readonly slug: string;
      readonly path: string;
      readonly problems: readonly ConfigurationProblem[];
    };

export type EvidenceReading =
  | { readonly kind: 'none'; readonly path: string }
  | {
      readonly kind: 'read';
      readonly path: string;
      readonly blobSha: string;
      /** Of the declared types; what the schema does not name was left out. */
      readonly value: Readonly<Record<string, unknown>>;
      /** Where each value stands, by its keys joined with dots: `checklist.0.complete`. */
      readonly places: Readonly<Record<string, Place>>;
      /** Not wrong, but hardly as meant, such as a key that nothing asks for. */
      readonly notices: readonly ConfigurationProblem[];
    }
  /** Not a plain file of readable size, not of the declared types, or damaged: nothing can be judged by it. */
  | { readonly kind: 'broken'; readonly path: string; readonly problems: readonly ConfigurationProblem[] };

/** The newest opinion of one person who may write. */
export interface Review {
  /** Null when GitHub no longer knows the account: then it counts for nobody (T-10). */
  readonly userId: UserId | null;
  readonly login: string;
  readonly state: 'approved' | 'changes-requested' | 'dismissed';
  /** Blob ids of the files under `.clos/` at the commit that was reviewed; null when that cannot be told any more. */
  readonly saw: Readonly<Record<string, string>> | null;
}

/** Given by `/clos approve`: bound to the evidence as it was then. */
export interface Approval {
  readonly userId: UserId;
  readonly login: string;
  readonly project: string;
  /** `bindingOf` the project at that time. */
  readonly binding: string;
}

export interface Waiver {
  readonly project: string;
  /** The stage being left. */
  readonly stage: string;
  readonly criterion: string;
  readonly reason: string;
  readonly by: { readonly id: UserId; readonly login: string };
  readonly since: string;
  readonly until: string;
  /** The comment that gave it. */
  readonly commentId?: CommentId | null;
}

export interface CheckState {
  readonly key: string;
  /** Null while it runs. */
  readonly conclusion: string | null;
}

/** Whether an address answered; `because` says how it did not. */
export type Answered =
  | { readonly kind: 'answered' }
  | { readonly kind: 'silent'; readonly because: string }
  | { readonly kind: 'unknown'; readonly because: string };

/** How an idea stands in its ledger. */
export interface IdeaStanding {
  readonly status: 'PENDING' | 'EVALUATING' | 'APPROVED' | 'PROMOTED' | 'ARCHIVED';
  /** 0 to 10. */
  readonly score: number;
  /** It scores enough to be promoted. */
  readonly enough: boolean;
}

/** What is known of one pull request that its gates may ask about. All of it was read for `headSha`. */
export interface GateFacts {
  /** When reading began, by the database clock: an older look never replaces a newer one. */
  readonly readAt: string;
  readonly headSha: Sha;
  readonly headRepositoryId: RepositoryId | null;
  readonly configuration: GateConfiguration;
  /** At the tip of the base branch. */
  readonly base: { readonly ref: string; readonly projects: Known<readonly ProjectReading[]> };
  readonly head: {
    readonly projects: Known<readonly ProjectReading[]>;
    /** By path. */
    readonly evidence: Readonly<Record<string, EvidenceReading>>;
    /** The tree that `evidence.subject` names; null when there is none there or nobody asks. */
    readonly subject: string | null;
  };
  /** Paths the pull request changes, old names included. */
  readonly changed: Known<readonly string[]>;
  readonly checks: Known<readonly CheckState[]>;
  readonly reviews: Known<readonly Review[]>;
  /** By slug, of the teams that gates name. */
  readonly teams: Readonly<Record<string, Known<readonly UserId[]>>>;
  /** By command. */
  readonly approvals: readonly Approval[];
  /** Who gave one and may not give it any more; absent: nobody. */
  readonly barred?: readonly UserId[];
  readonly waivers: readonly Waiver[];
  /** Since when each project is in the stage the default branch shows; absent: not seen yet. */
  readonly since: Readonly<Record<string, string>>;
  /** By the number of its issue, of the ideas that projects name; absent: it was not asked. */
  readonly ideas?: Readonly<Record<number, IdeaStanding | null>>;
  /** By address, of those that `answers(…)` asks about. */
  readonly answers: Readonly<Record<string, Answered>>;
}

/** One project's wish to move. */
export interface Asked {
  readonly project: string;
  /** Empty for a project that the base does not have. */
  readonly from: string;
  readonly to: string;
  readonly direction: 'forward' | 'back' | 'skips' | 'new';
  /** The stage at the head says so, or only the label does. */
  readonly by: 'stage' | 'label';
}

/** Kept with the pull request, and written to the history when it is merged. */
export interface Transition extends Asked {
  readonly verdict: 'met' | 'not-met' | 'unknown';
  /** `bindingOf` the project: what was judged. */
  readonly binding: string;
  readonly evidenceSha: string | null;
  readonly approvers: readonly { readonly id: UserId; readonly login: string }[];
  readonly waivers: readonly Waiver[];
  readonly reason: string | null;
  /** Its project file is the base's: it changes without anything said about the pull request. Absent: it is the head's. */
  readonly fromBase?: boolean;
  /** By GitHub's clock, and at the latest: since when this was to be seen at the head. Known where it is kept. */
  readonly shownSince?: string;
}
