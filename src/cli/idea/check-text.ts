// What `clos idea check` found, as text for a terminal: each field, the score and where it comes from, what to do next last.

import { BAND, scoreTable } from '../../core/ideas/comment.ts';
import type { FieldReading } from '../../core/ideas/model.ts';
import type { Score } from '../../core/ideas/scored.ts';
import type { ConfigurationProblem } from '../../core/policy.ts';
import { problemLines } from '../gate/text.ts';
import { columns, counted, type Paint, printable } from '../terminal.ts';
import { brief, tableLines } from '../words.ts';
import type { Checked } from './checked.ts';

export function checkedText(
  checked: Checked,
  notices: readonly ConfigurationProblem[],
  paint: Paint,
): string {
  const { score, redacted } = checked;
  const { heading, table } = scoreTable(score);
  const blocks = [
    headLines(checked, paint),
    ...(redacted.length > 0 ? [leftOut(redacted, paint)] : []),
    fieldLines(checked, paint),
    tableLines(heading, table, paint),
    ...notices.map((one) => problemLines(one, paint('yellow', '!'), paint)),
    endLines(checked),
  ];
  return blocks.map((lines) => lines.join('\n')).join('\n\n');
}

function headLines({ score, form }: Checked, paint: Paint): readonly string[] {
  const by = form === null ? 'by headings alone' : `by ${printable(form)}`;
  return [`${paint('bold', `${score.value} of 10: ${BAND[score.band]}`)}  ${paint('dim', by)}`];
}

const leftOut = (kinds: readonly string[], paint: Paint): readonly string[] => [
  `${paint('yellow', '!')} What looks like a secret is left out: ${printable(kinds.join(', '))}.`,
  '  → Revoke it where it was shared already, and take it out.',
];

/** What nobody has to say and nobody said is not told. */
const isTold = ({ required, reading }: FieldReading): boolean =>
  required || reading.state !== 'missing' || reading.how !== 'absent';

const fieldLines = ({ fields, score }: Checked, paint: Paint): readonly string[] =>
  columns(fields.filter(isTold).map((field) => fieldRow(field, score, paint)));

function fieldRow({ heading, reading }: FieldReading, { gaps }: Score, paint: Paint): readonly string[] {
  const name = printable(heading);
  const gap = gaps.find((one) => one.heading === heading);
  if (gap?.required) return [paint('red', '✗'), name, printable(gap.why)];
  if (gap) return [paint('yellow', '!'), name, printable(gap.why)];
  if (reading.state === 'read') return [paint('green', '✓'), name, brief(reading.value)];
  return [paint('dim', '-'), name, paint('dim', 'nothing, and nothing is required')];
}

function endLines({ fields, score, shaped, redacted }: Checked): readonly string[] {
  if (!shaped)
    return [
      'No heading of an idea stands here.',
      `Next: write each answer below its heading, such as \`### ${printable(fields[0]?.heading ?? '')}\`.`,
    ];
  const missing = score.gaps.filter(({ required }) => required).length;
  if (missing > 0)
    return [
      `${counted(missing, 'required field')} missing.`,
      'Next: mend what is marked ✗, then run `clos idea check` again.',
    ];
  const all = `${counted(score.complete.of, 'required field')}, none missing.`;
  return [all, redacted.length > 0 ? 'Next: take the secret out.' : 'Next: open the issue.'];
}
