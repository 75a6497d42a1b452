// What a reader should know beside the rows: which rules judged, and what is unusual. Nothing here changes the answer.

import { lastGoodVerdict } from '../configuration-words.ts';
import { listed } from '../sentences.ts';
import type { Text, Verdict } from '../verdict.ts';
import type { Judged } from './judged.ts';
import type { Whole } from './whole.ts';

const RULES = '.clos/gates.yml';

const remark = (because: Text): Verdict => ({ rule: 'gates.remark', status: 'info', because, children: [] });

export function remarks({ setting, projects }: Whole): Verdict[] {
  const { configuration, changed } = setting.facts;
  return [
    ...(configuration.source === 'last-good' ? [lastGoodVerdict(configuration)] : []),
    ...(changed.kind === 'known' && changed.value.includes(RULES) ? [remark(ruleChange(setting))] : []),
    ...projects.flatMap((judged) => [...wishRemarks(judged), ...notices(judged, setting)]),
    remark(judgedBy(setting)),
  ];
}

const ruleChange = ({ repository }: Whole['setting']): Text => [
  'This pull request changes ',
  { code: RULES },
  '. It is judged by the file on ',
  { code: repository.defaultBranch },
  '; the change takes effect after merge.',
];

function wishRemarks({ wish, name }: Judged): Verdict[] {
  const project = { untrusted: name };
  if (wish.kind === 'deleted')
    return [remark([project, ' is deleted here. That needs nothing; its history is kept.'])];
  if (wish.kind === 'at-last')
    return [
      remark([
        'The label ',
        { code: 'stage-gate' },
        ' asks for the next stage, but ',
        project,
        ' is at ',
        { code: wish.project.stage },
        ', the last one. Take the label off.',
      ]),
    ];
  if (wish.kind === 'stays' && !wish.declared)
    return [
      remark([
        project,
        ' is in ',
        { untrusted: wish.project.stage },
        ', which is not a declared stage any more.',
      ]),
    ];
  return [];
}

const MOST = 5;

/** Of a file that this pull request writes: others were told to whoever wrote them. */
function notices({ evidence }: Judged, { facts: { changed } }: Whole['setting']): Verdict[] {
  if (evidence?.kind !== 'read' || evidence.notices.length === 0) return [];
  if (changed.kind !== 'known' || !changed.value.includes(evidence.path)) return [];
  const told = evidence.notices.map(({ message, line }): Text => [`line ${line}: `, { untrusted: message }]);
  return [remark(['Hardly as meant in ', { code: evidence.path }, ': ', ...listed(told, MOST), '.'])];
}

/** An answer is about one commit and one base: told, so that it cannot be taken for another's (T-2, T-24). */
const judgedBy = ({ facts, repository }: Whole['setting']): Text => [
  'Judged for commit ',
  { code: facts.headSha.slice(0, 12) },
  ' against ',
  { code: facts.base.ref },
  ', by the rules of ',
  { code: repository.defaultBranch },
  '.',
];
