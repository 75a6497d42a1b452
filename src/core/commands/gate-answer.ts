// What an order about a gate did, in words.

import type { GateOutcome } from '../gates/orders.ts';
import type { Inline, Text } from '../verdict.ts';

const AGAIN = ' The check says the rest in a moment.';

const list = (names: readonly string[]): Inline[] =>
  names.flatMap((name, index): Inline[] => [...(index > 0 ? [', '] : []), { code: name }]);

export function gateAnswer(outcome: GateOutcome): Text {
  switch (outcome.kind) {
    case 'approved':
      return [
        'Approved: ',
        ...list(outcome.approvals.map(({ project }) => project)),
        `. It counts until the project file or its evidence changes.${AGAIN}`,
      ];
    case 'waived': {
      const { project, criterion, until, reason } = outcome.waiver;
      return [
        'Waived: ',
        { code: `${project}/${criterion}` },
        ' until ',
        { at: until },
        '. The reason given: ',
        { untrusted: reason },
        `. The check shows it, and is red again when it ends.`,
      ];
    }
    case 'no-gates':
      return [
        'Nothing was done: no stage gates are in force here. They begin with a ',
        { code: '.clos/project.yml' },
        ' on the default branch.',
      ];
    case 'not-judged-yet':
      return ['Not done: the newest commit was not judged yet. Please ask again in a minute.'];
    case 'changed-since':
      return [
        'Not done: after this was written there was a push, or the project file or its evidence changed. Please look at it again, and then approve it.',
      ];
    case 'nothing-asked':
      return [
        'Nothing was done: this pull request asks for no promotion. It would by changing ',
        { code: 'stage:' },
        ' of a project, or with the label ',
        { code: 'stage-gate' },
        '.',
      ];
    case 'own':
      return ['Not done: nobody approves or waives for their own pull request. Please ask somebody else.'];
    case 'unknown-criterion':
      return [
        'Not done: the gate has no such criterion. ',
        ...(outcome.nearest ? ['Did you mean ', { code: outcome.nearest }, '? '] : []),
        ...(outcome.known.length > 0 ? ['It has ', ...list(outcome.known), '.'] : ['It has none at all.']),
      ];
    case 'ambiguous':
      return [
        'Not done: several projects have a criterion of this name. Write one of ',
        ...list(outcome.known),
        '.',
      ];
    case 'too-long':
      return [
        `Not done: a waiver may last ${Math.floor(outcome.longestSeconds / 86_400)} days at most here.`,
      ];
  }
}
