// What the one comment on an idea says: what it scores and why, what is missing, what resembles it, and what comes next.

import type { ConfigurationProblem } from '../policy.ts';
import { ticked } from '../sentences.ts';
import type { Inline, Table, Text } from '../verdict.ts';
import type { Idea, Promotion } from './record.ts';
import type { IdeaRules, TermName } from './rules.ts';
import { NOT_SAID, type Score, type ScoreRow } from './scored.ts';

/** An idea that this one resembles. */
export interface Resembling {
  /** `#12`, or `acme/shop#12` in another repository. */
  readonly reference: string;
  readonly url: string;
  /** Null where whoever reads it may not be allowed to. */
  readonly title: string | null;
  readonly status: Idea['status'];
  /** 0 to 1. */
  readonly similarity: number;
}

export interface IdeaComment {
  readonly heading: Text;
  readonly says: readonly Text[];
  readonly tables: readonly { readonly heading: Text; readonly table: Table }[];
  readonly next: Text;
}

export interface Around {
  readonly rules: IdeaRules;
  readonly resembling: readonly Resembling[];
  /** Of a newer ideas.yml that is not in force. */
  readonly problems?: readonly ConfigurationProblem[];
  /** `https://github.com/acme/shop`. */
  readonly repositoryUrl: string;
}

export function ideaComment(idea: Idea, around: Around): IdeaComment {
  const { score, redacted } = idea.reading;
  return {
    heading: headingOf(idea),
    says: [standing(idea, around), ...leftOut(redacted), ...countsOf(idea), ...outdated(around)],
    tables: [...gapTable(score), scoreTable(score), ...resemblingTable(around.resembling)],
    next: nextOf(idea, around),
  };
}

const outdated = ({ problems = [] }: Around): readonly Text[] =>
  problems.length === 0
    ? []
    : [['🚨 Scored by the last good rules, as the newest are broken:'], ...problems.slice(0, 3).map(placeOf)];

export const BAND = { approved: 'approved', review: 'to be reviewed', 'needs-work': 'needs work' } as const;

function headingOf({ status, reading }: Idea): Text {
  const score: Inline = `${reading.score.value} of 10`;
  if (status === 'PROMOTED') return ['🚀 A project by now'];
  if (status === 'ARCHIVED') return ['💤 Archived'];
  if (status === 'PENDING') return ['📝 Not complete yet: ', score, ' so far'];
  const sign = { approved: '✅', review: '🔎', 'needs-work': '📝' }[reading.score.band];
  return [`${sign} `, score, `: ${BAND[reading.score.band]}`];
}

function standing(idea: Idea, { rules, repositoryUrl }: Around): Text {
  const { status, parked, promotion } = idea;
  if (status === 'PROMOTED' && promotion) return project(promotion, repositoryUrl);
  if (status === 'ARCHIVED' && parked) {
    const by: Text = parked.by ? [' (', { untrusted: parked.by.login }, ')'] : [];
    const why: Inline = parked.how === 'command' ? { untrusted: parked.reason } : parked.reason;
    return ['It rests: ', why, ...by, '.'];
  }
  if (status === 'PENDING') return ['What is missing or cannot be read counts as nothing until it is there.'];
  const { approved, review } = rules.bands;
  return [`From ${approved} an idea is approved, from ${review} it is reviewed, below that it needs work.`];
}

function project(
  { slug, name, pod, stage, by, override, discovery }: Promotion,
  repositoryUrl: string,
): Text {
  const issue: Text =
    discovery === null
      ? ['Its Discovery issue is being opened.']
      : ['It goes on in ', { link: `issue ${discovery}`, url: `${repositoryUrl}/issues/${discovery}` }, '.'];
  const why: Text =
    override === null ? [] : [' This was an override, because: ', { untrusted: override }, '.'];
  return [
    { untrusted: by.login },
    ' made it the project ',
    { untrusted: name },
    ' (',
    { code: slug },
    ') of pod ',
    { code: pod },
    ` in ${stage}. `,
    ...issue,
    ...why,
  ];
}

/** Only what kind it was: never what. */
const leftOut = (redacted: readonly string[]): readonly Text[] =>
  redacted.length === 0
    ? []
    : [
        [
          `🚨 What looks like a secret was left out here and is not kept by us: ${redacted.join(', ')}. It still stands in the issue and in its history: revoke it first, then edit it out.`,
        ],
      ];

function countsOf({ reading: { score }, issue: { votes }, version }: Idea): readonly Text[] {
  const { read, of } = score.complete;
  const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
  const parts = [
    `${read} of ${of} required fields`,
    `${score.evidence} ${score.evidence === 1 ? 'piece' : 'pieces'} of evidence`,
    `${plural(votes.up, 'vote')} for and ${votes.down} against`,
    `version ${version}`,
  ];
  return [[`${parts.join(' · ')}.`]];
}

function gapTable({ gaps }: Score): IdeaComment['tables'] {
  if (gaps.length === 0) return [];
  const rows = gaps.map(({ heading, required, why }): readonly Text[] => [
    [{ untrusted: heading }],
    [required ? 'required' : 'optional'],
    ticked(why),
  ]);
  return [
    {
      heading: ['What is missing or cannot be read'],
      table: { columns: ['Field', 'Is it needed?', 'Why'], rows },
    },
  ];
}

const TERM: Readonly<Record<TermName | 'effort', string>> = {
  impact: 'Impact',
  confidence: 'Confidence',
  ease: 'Ease, from effort',
  effort: 'Effort',
  reach: 'Reach',
  evidence: 'Evidence',
  completeness: 'Completeness',
  votes: 'Votes',
};

const FORMULA: Readonly<Record<Score['formula'], string>> = {
  ice: 'ICE: the average of impact, confidence and ease',
  rice: 'RICE: reach × impact × confidence ÷ effort',
  weights: 'The average by the weights of ideas.yml',
};

export function scoreTable({ rows, formula }: Score): IdeaComment['tables'][number] {
  const weighs = rows.some(({ weight }) => weight !== null);
  const cells = rows.map((row): readonly Text[] => [
    [TERM[row.term]],
    saidOf(row),
    [
      row.amount === null
        ? 'nothing'
        : `${row.amount} ${row.amount === 1 ? (ONE[row.unit] ?? row.unit) : row.unit}`,
    ],
    ...(weighs ? [[`${round(row.points ?? 0)}`], [`${row.weight ?? 0} %`]] : []),
  ]);
  const columns = ['Part', 'What was said', 'Counts', ...(weighs ? ['Points', 'Weight'] : [])];
  return { heading: [FORMULA[formula]], table: { columns, rows: cells } };
}

const ONE: Readonly<Record<string, string>> = { weeks: 'week', people: 'person' };

function saidOf({ said, setBy, why }: ScoreRow): Text {
  if (setBy !== null) return ['set by ', { untrusted: setBy }];
  if (said !== null) return [{ untrusted: firstLine(said) }];
  if (why === null) return ['counted'];
  return [why === NOT_SAID ? 'not said' : 'could not be read, see above'];
}

/** The first line that says something: an amount stands nowhere else. */
const firstLine = (said: string): string =>
  said.split(/[\r\n]+/).find((line) => /[\p{L}\p{N}]/u.test(line)) ?? said;

const round = (value: number): number => Math.round(value * 10) / 10;

function resemblingTable(all: readonly Resembling[]): IdeaComment['tables'] {
  if (all.length === 0) return [];
  const rows = all.map(({ reference, url, title, status, similarity }): readonly Text[] => [
    [{ link: reference, url }],
    title === null ? ['in another private repository'] : [{ untrusted: title }],
    [status],
    [`${Math.round(similarity * 100)} %`],
  ]);
  return [
    {
      heading: ['Perhaps the same as'],
      table: { columns: ['Idea', 'Title', 'Status', 'Alike'], rows },
    },
  ];
}

function nextOf({ status, promotion, reading, parked }: Idea, { rules }: Around): Text {
  switch (status) {
    case 'PENDING':
      return ['Please edit the issue and add what is missing: it is read and scored again.'];
    case 'APPROVED':
      return ['A maintainer can make it a project with ', { code: '/clos promote' }, '.'];
    case 'EVALUATING':
      return reading.score.band === 'review' || rules.mode === 'warn'
        ? [
            'A maintainer can make it a project with ',
            { code: '/clos promote' },
            ', or park it with ',
            { code: '/clos archive <reason>' },
            '.',
          ]
        : [
            'Edit the issue, for example with more evidence or a smaller first step, and it is scored again. A maintainer can promote it all the same with ',
            { code: '/clos promote override because <reason>' },
            '.',
          ];
    case 'PROMOTED':
      return promotion?.discovery === null ? ['Nothing to do.'] : ['Go on in its Discovery issue.'];
    case 'ARCHIVED':
      return parked?.how === 'unlabelled'
        ? ['Put the label ', { code: rules.label }, ' back to take it up again.']
        : ['Reopen the issue to take it up again.'];
  }
}

const placeOf = ({ file, line, message, mend }: ConfigurationProblem): Text => [
  { code: `${file}:${line}` },
  ': ',
  { untrusted: message.replaceAll('`', '') },
  ' ',
  { untrusted: mend.replaceAll('`', '') },
];

/** Somebody waits for an answer, and the author of the rules hears why there is none. */
export const brokenComment = (problems: readonly ConfigurationProblem[]): IdeaComment => ({
  heading: ['🚨 The rules of ideas cannot be read'],
  says: [
    ['Nothing was scored or kept: there is no version of them that could be.'],
    ...problems.slice(0, 3).map(placeOf),
  ],
  tables: [],
  next: ['Once the file is mended on the default branch, this issue is read.'],
});

/** Labelled as an idea without any heading of the form (T-32). */
export function formlessComment({ label, fields }: IdeaRules): IdeaComment {
  const required = Object.values(fields).filter((field) => field.required);
  const rows = required.map(({ headings }): readonly Text[] => [[{ code: `### ${headings[0]}` }]]);
  return {
    heading: ['📝 This cannot be read as an idea yet'],
    says: [
      [
        'It has the label ',
        { code: label },
        ', but none of the headings of an idea. Nothing was scored or kept.',
      ],
    ],
    tables: [{ heading: ['Write below each of these'], table: { columns: ['Heading'], rows } }],
    next: ['Edit the issue and it is read again, or take the label off if it is no idea.'],
  };
}
