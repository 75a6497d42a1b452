// The one comment about gates: found again by its marker, short enough for GitHub, and harmless whatever it quotes.

import { expect, test } from '@jest/globals';
import { judgeGates } from '../../../src/core/gates/judge.ts';
import { installationId, pullNumber, repositoryId } from '../../../src/core/ids.ts';
import { renderGateComment } from '../../../src/core/render/gate-comment.ts';
import { commentMarker } from '../../../src/core/render/reply.ts';
import { criterion, gate, NOW, promotion, theGates } from '../gates/support/facts.ts';

const at = (repository: number, pull: number) => ({
  repositoryId: repositoryId(repository),
  pullNumber: pullNumber(pull),
});

test('no marker begins another', () => {
  const markers = [at(1, 2), at(1, 20), at(12, 2)].map((item) =>
    commentMarker('gate', installationId(7), item),
  );
  for (const one of markers) expect(markers.filter((other) => other.startsWith(one))).toEqual([one]);
});

const commentOf = (criteria: readonly ReturnType<typeof criterion>[]): string => {
  const rules = { gates: [gate('DISCOVERY', { criteria })] };
  const { comment } = judgeGates(theGates(promotion('DISCOVERY', 'PROTOTYPE', null, { rules })));
  return renderGateComment(comment!, commentMarker('gate', installationId(7), at(100, 10)), NOW);
};

test('it begins with its marker', () => {
  expect(commentOf([criterion('a', 'evidence.problemValidation')]).split('\n')[0]).toBe(
    '<!-- clos:gate:7:100:10 -->',
  );
});

test('a hundred criteria with long names fit into what GitHub takes', () => {
  const many = Array.from({ length: 100 }, (_, index) =>
    criterion(`c${index}`, 'evidence.problemValidation', { title: `${'long '.repeat(60)}${index}` }),
  );
  const text = commentOf(many);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_535);
  expect(text).toContain('and 75 more');
});

test('a title that ends the comment or mentions somebody is quoted', () => {
  const title = '--> @acme/all | <b>x</b>';
  expect(commentOf([criterion('a', 'evidence.problemValidation', { title })])).toContain(
    '`--> @acme/all ¦ <b>x</b>`',
  );
});
