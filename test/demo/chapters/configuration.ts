// A configuration that is broken: whoever breaks it is told where, and nobody else is held up.

import { until } from '../../support/until.ts';
import { at, BROKEN_CONFIG, CONFIG_PATH, GOOD_CONFIG, WEB } from '../acme.ts';
import { checkOn, symbolOf } from '../board.ts';
import { type Chapter, HOLDS, type Scene } from '../scene.ts';

const CONFIG_CHECK = 'clos/config';

async function toldWhere({ stage: { github }, narrator, sees }: Scene): Promise<void> {
  const check = await sees(
    `the check ${CONFIG_CHECK}`,
    () => {
      const check = checkOn(github, ...at('web#3'), CONFIG_CHECK);
      return check !== null && check.annotations.length > 0 ? check : null;
    },
    (one) => `${symbolOf(one, narrator.colors)} web#3 in ${CONFIG_CHECK}: ${one.output.title}`,
  );
  for (const { path, start_line, message } of check.annotations)
    narrator.quote(`${path}, line ${start_line}: ${message}`);
}

const saysSo = /.*last good one is in force.*/;

/** Whether the check of web#1 mentions a broken configuration. */
const mentioned = ({ stage: { github } }: Scene): boolean =>
  saysSo.test(checkOn(github, ...at('web#1'))?.output.text ?? '');

export const brokenConfiguration: Chapter = async (scene) => {
  const { stage, narrator, open, act, shows, sees, quote } = scene;
  const { github } = stage;
  narrator.chapter('A configuration breaks');
  open(WEB, 'Patient slots', 'max', { files: { [CONFIG_PATH]: BROKEN_CONFIG } });
  await shows('web#3', HOLDS);
  narrator.note(`it changes ${CONFIG_PATH}, and gets a second check`);
  await toldWhere(scene);
  act('max merges it all the same', () => github.mergePull(...at('web#3')));
  const told = () => (mentioned(scene) ? checkOn(github, ...at('web#1')) : null);
  const words = () =>
    `${symbolOf(told(), narrator.colors)} web#1 goes by the last good one, and its check says so`;
  quote(await sees('a remark on web#1', told, words), saysSo);
  act('ivy mends the file on main', () =>
    github.commitFile(WEB, { path: CONFIG_PATH, content: GOOD_CONFIG }, { as: 'ivy' }),
  );
  await narrator.during(
    'waiting for web#1',
    until('the remark is gone', () => !mentioned(scene)),
  );
  await shows('web#1', HOLDS);
};
