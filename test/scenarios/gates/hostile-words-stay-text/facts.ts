// Names, reasons and evidence come from outside: none of it becomes a link, a mention or a table.

import {
  criterion,
  EVIDENCE,
  gate,
  PROJECT,
  projectFile,
  theGates,
} from '../../../core/gates/support/facts.ts';

const evil = '@acme/all [x](https://evil.example) | `code` <img src=x>';

export const input = theGates({
  base: { [PROJECT]: projectFile('PROTOTYPE') },
  head: {
    [PROJECT]: projectFile('MINIMUM_REMARKABLE', `'${evil}'`, `reason: '${evil}'`),
    [EVIDENCE]: `prototypeUrl: https://evil.example/\nchecklist:\n  - title: '${evil}'\n    complete: false\n`,
  },
  rules: {
    gates: [
      gate('PROTOTYPE', {
        reason: evil,
        criteria: [
          criterion('evil', 'all(evidence.checklist.*.complete)', { title: evil, reason: evil, hint: evil }),
          criterion('names', "contains(evidence.checklist.*.title, 'x')"),
        ],
      }),
    ],
  },
});
