import { printTable } from '../../e2e/harness/verdict.mjs';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { storiesOf } from './story.mjs';

/** Prints a run; returns true when every promise was kept. */
export function report({ promises, facts, strikes, refusals, seconds }, { seed, folder }) {
  const kinds = [...Map.groupBy(strikes, ({ name }) => name)];
  printTable(`Faults, seed ${seed}`, [
    ['kind', 'injected', 'effects seen', 'without effect', 'went wrong'],
    ...kinds.map(([name, some]) => [
      name,
      some.length,
      total(some),
      some.filter(({ seen, trouble }) => seen === 0 && !trouble).length,
      some.filter(({ trouble }) => trouble).length,
    ]),
    ...[...refusals].map(([name, reason]) => [name, 0, 0, 0, `this machine refuses: ${reason}`]),
  ]);
  printTable('The institutions misbehaved, as their ledgers tell', [['behaviour', 'times'], ...behaviours(facts.theirs)]);
  printTable('Requests', [['measure', 'outcome', 'times'], ...outcomes(facts.tables)]);
  console.log(`\n  The slowest way from the wires to the institutions took ${facts.pulse.slowestMs} ms.`);
  printTable('Silences recorded', [['reached', 'cause', 'times'], ...silences(facts.tables)]);
  if (facts.court.refused.size > 0)
    printTable('Acts the api refused', [['act and status', 'times'], ...[...facts.court.refused].sort()]);
  printTable('Promises', [
    ['', 'promise', 'looked at', 'broken'],
    ...promises.lines.map(({ promise, checked, offenders }) => [
      offenders.length === 0 ? 'kept' : 'BROKEN',
      promise,
      checked,
      offenders.length,
    ]),
  ]);
  for (const { promise, offenders } of promises.broken)
    console.log(
      `\n  ${promise}:\n${offenders
        .slice(0, 5)
        .map((one) => `    ${JSON.stringify(one)}`)
        .join('\n')}`,
    );
  const { broken } = promises;
  const stories = storiesOf(broken, { ...facts, strikes }).map(toldWhole);
  if (stories.length > 0) {
    console.log(`\n  The shortest story: ${stories[0]}`);
    writeFileSync(path.join(folder, 'stories.txt'), `${stories.join('\n\n')}\n`);
  }
  console.log(
    `\n${broken.length === 0 ? 'KEPT' : 'BROKEN'}: ${promises.lines.length - broken.length} of ${promises.lines.length} promises, seed ${seed}, ${Math.round(seconds)} s${broken.length > 0 ? `; everything is kept in ${folder}, every story in its stories.txt` : ''}\n`,
  );
  return broken.length === 0;
}

const toldWhole = ({ promise, offender, lines }) =>
  `${promise}, request ${offender.request}\n${lines.map((line) => `    ${line}`).join('\n')}`;
const total = (strikes) => strikes.reduce((sum, { seen }) => sum + seen, 0);

function counted(keys) {
  return [...Map.groupBy(keys, (key) => key)].map(([key, some]) => [...key.split('|'), some.length]).sort();
}

const behaviours = (theirs) => counted(theirs.flatMap(({ received }) => received.flatMap(({ behaviour }) => behaviour ?? [])));
const outcomes = ({ requests }) =>
  counted([...requests.values()].map(({ measure, ended_as: outcome }) => `${measure}|${outcome}`));
const silences = ({ deliveries }) => counted(deliveries.map(({ reached, cause }) => `${reached}|${cause}`));
