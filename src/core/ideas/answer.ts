// What became of an order about an idea, in words.

import type { Inline, Text } from '../verdict.ts';
import type { IdeaOutcome } from './orders.ts';

const list = (names: readonly string[]): Inline[] =>
  names.flatMap((name, index): Inline[] => [...(index > 0 ? [', '] : []), { untrusted: name }]);

export function ideaAnswer(outcome: IdeaOutcome): Text {
  switch (outcome.kind) {
    case 'scored':
      return outcome.from === outcome.to
        ? ['Kept, and the score stays at ', { strong: String(outcome.to) }, '.']
        : [`The score went from ${outcome.from} to `, { strong: String(outcome.to) }, '.'];
    case 'archived':
      return ['Archived. Its issue is closed as not planned; reopening it takes the idea up again.'];
    case 'archived-already':
      return ['Nothing changed: it rests already, or is a project.'];
    case 'looked-again':
      return ['Read and scored again.'];
    case 'promoted':
      return [
        'Promoted: the project ',
        { code: outcome.promotion.slug },
        ' begins in ',
        outcome.promotion.stage,
        '.',
      ];
    case 'promoted-already':
      return ['Nothing changed: it is the project ', { code: outcome.promotion.slug }, ' already.'];
    case 'too-low':
      return [
        `Not done: it scores ${outcome.score}, and from ${outcome.needed} an idea can be promoted. To do it all the same, write `,
        { code: '/clos promote override because <reason>' },
        '.',
      ];
    case 'incomplete':
      return [
        'Not done. These required fields are missing or cannot be read: ',
        ...list(outcome.fields),
        '. Edit the issue, or write ',
        { code: '/clos promote override because <reason>' },
        '.',
      ];
    case 'rests':
      return ['Not done: it is archived. Reopen its issue first.'];
    case 'no-idea':
      return [
        'Not done: this issue is no idea. It becomes one with the label ',
        { code: outcome.label },
        ' and the headings of the idea form.',
      ];
  }
}
