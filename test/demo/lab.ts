// The project of the lab, and the gates it has to pass: its three files under `.clos/`, as its people write them.

export const PROJECT = '.clos/project.yml';
export const EVIDENCE = '.clos/evidence.yml';
const GATES = '.clos/gates.yml';

export const APPROVER = 'sam';

type Files = Readonly<Record<string, string>>;

const gates = (prototype: string): string => `version: 1
gates:
  DISCOVERY:
    reason: Need more customer validation
    criteria:
      - id: interviews
        title: Five customer interviews
        expression: evidence.customerInterviews >= 5
        reason: Too few customers were asked.
        hint: Ask more of them and raise customerInterviews.
      - id: problem
        title: They have the problem
        expression: evidence.problemValidation
        reason: Nobody has confirmed the problem.
    approvals: [{ count: 1 }]
  PROTOTYPE:
    criteria: ${prototype}
`;

const USER_TESTS = `
      - id: user-tests
        title: Three user tests
        expression: evidence.userTesting >= 3
        reason: Too few people have tried it.
        hint: Let more people try it and raise userTesting.`;

/** A pull request that wants it to be in that stage. */
export const asksFor = (stage: string): Files => ({
  [PROJECT]: `version: 1\nname: Try-on\nstage: ${stage}\n`,
});

export const interviewed = (customers: number): Files => ({
  [EVIDENCE]: `customerInterviews: ${customers}\nproblemValidation: true\n`,
});

export const tested = (people: number): Files => ({
  [EVIDENCE]: `customerInterviews: 6\nproblemValidation: true\nuserTesting: ${people}\n`,
});

/** Gates that ask for nothing where the prototype is left. */
export const LOWERED: Files = { [GATES]: gates('[]') };

export const LAB_FILES: Files = { ...asksFor('DISCOVERY'), [GATES]: gates(USER_TESTS) };
