import { median } from '../profiles/measured.mjs';

const figure = (value, digits = 0) => (value === undefined || Number.isNaN(value) ? '' : value.toFixed(digits));
const grouped = (value) => Math.round(value).toLocaleString('en');

/** One line per profile and engine: medians over the rounds, with the spread of the rate. */
export function summarise(rows) {
  return [...Map.groupBy(rows, (row) => `${row.profile}\n${row.engine}`).values()].map((ofBoth) => {
    const of = (name) => {
      const values = ofBoth.map((row) => row[name]).filter((value) => typeof value === 'number');
      return values.length === 0 ? undefined : median(values);
    };
    const rates = ofBoth.map(({ perSecond }) => perSecond).filter((value) => value !== undefined);
    const [first] = ofBoth;
    const parts = Object.keys(first.parts ?? {}).map((part) => [part, median(ofBoth.map((row) => row.parts[part] ?? 0))]);
    return {
      profile: first.profile,
      engine: first.engine,
      rounds: ofBoth.length,
      load: of('load'),
      requests: of('requests'),
      perSecond: of('perSecond'),
      spread: rates.length > 1 ? [Math.min(...rates), Math.max(...rates)] : undefined,
      ofRound: new Map(ofBoth.map(({ round, perSecond }) => [round, perSecond])),
      cpu: of('cpuPerThousand'),
      parts,
      p50: of('p50'),
      p95: of('p95'),
      p99: of('p99'),
      wal: of('walPerRequest'),
      images: of('imagesPerRequest'),
      buffers: of('buffersPerRequest'),
      ratio: of('ratio'),
      ratioOf: first.ratioOf,
      memory: ofBoth
        .map(({ memory }) => Math.max(0, ...Object.values(memory ?? {})))
        .reduce((most, one) => Math.max(most, one), 0),
      note: ofBoth.at(-1).note,
      exact: ofBoth.every(({ exact }) => exact === true),
    };
  });
}

/** What a rate is to another's: the median over the rounds that both ran in, since a machine may be twice as fast in one as in the next. */
function times(line, other) {
  const ratios = [...line.ofRound].map(([round, rate]) => rate / other.ofRound.get(round)).filter(Number.isFinite);
  return ratios.length === 0 ? undefined : median(ratios);
}

/** The table of docs/performance.md. */
export function markdown(lines, machine) {
  const boss = new Map(lines.filter(({ engine }) => engine === 'pg-boss').map((line) => [line.profile, line]));
  const head = [
    '| profile | engine | requests | requests/s (spread) | × pg-boss | CPU s per 1,000 | p50 / p95 / p99 ms | WAL B, buffers per request | peak MB of a service | exactly once |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  ];
  const body = lines.map((line) => {
    const peer = boss.get(line.profile) ?? (line.profile === 'freeze' ? boss.get('fast') : undefined);
    const spread = line.spread === undefined ? '' : ` (${grouped(line.spread[0])}–${grouped(line.spread[1])})`;
    return `| ${[
      line.profile,
      line.engine,
      line.requests === undefined ? '' : grouped(line.requests),
      line.perSecond === undefined ? '' : `${grouped(line.perSecond)}${spread}`,
      peer === undefined ? '' : figure(times(line, peer), 2),
      line.cpu === undefined
        ? ''
        : `${figure(line.cpu, 2)} (${line.parts.map(([part, value]) => `${part} ${figure(value, 2)}`).join(', ')})`,
      line.p50 === undefined ? '' : [line.p50, line.p95, line.p99].map((value) => grouped(value)).join(' / '),
      line.wal === undefined ? '' : `${grouped(line.wal)}, ${figure(line.buffers, 1)}`,
      line.memory > 0 ? grouped(line.memory) : '',
      line.exact ? 'yes' : '**no**',
    ].join(' | ')} |`;
  });
  const limit = lines.find(({ engine, profile }) => engine === 'limit' && profile.startsWith('PostgreSQL'));
  const notes = lines.flatMap((line) => {
    const { profile, engine, note, ratio, ratioOf } = line;
    const ofLimit = profile === 'batch' && limit !== undefined ? times(line, limit) : undefined;
    const said = [
      ratio === undefined ? undefined : `${ratioOf}: × ${figure(ratio, 2)}`,
      ofLimit === undefined ? undefined : `${figure(ofLimit * 100, 1)} % of PostgreSQL's limit`,
      note,
    ].filter(Boolean);
    return said.length === 0 ? [] : [`- ${profile} (${engine}): ${said.join('; ')}`];
  });
  return [machine, '', ...head, ...body, '', ...notes].join('\n');
}
