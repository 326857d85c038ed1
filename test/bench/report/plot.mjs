const colours = { chakong: '#0b7285', 'pg-boss': '#868e96', bullmq: '#c92a2a', limit: '#ced4da' };
const atItsOwnPace = new Set(['rate', 'faulty', 'intake', 'urgent', 'idle']);
const barHeight = 18;
const left = 210;
const width = 900;

/**
 * Bars per profile and engine: requests a second, and CPU seconds per 1,000 requests beside them. What a machine can do at most is ten times as
 * much, and what is not driven as fast as it goes has no rate to compare: both stand in the table alone.
 */
export function plot(lines) {
  const drawn = lines
    .filter(({ profile, engine }) => engine !== 'limit' && !atItsOwnPace.has(profile))
    .filter(({ perSecond, cpu }) => perSecond !== undefined && cpu !== undefined);
  if (drawn.length === 0) return '';
  const most = { perSecond: Math.max(...drawn.map(({ perSecond }) => perSecond)), cpu: Math.max(...drawn.map(({ cpu }) => cpu)) };
  const half = (width - left - 120) / 2;
  const rows = drawn.map((line, index) => {
    const top = 56 + index * (barHeight + 8);
    const colour = colours[line.engine] ?? colours.limit;
    const bar = (from, value, limit, text) =>
      `<rect x="${from}" y="${top}" width="${Math.max(1, (value / limit) * half).toFixed(1)}" height="${barHeight}" fill="${colour}"/>` +
      `<text x="${from + (value / limit) * half + 5}" y="${top + 13}">${text}</text>`;
    return (
      `<text x="${left - 10}" y="${top + 13}" text-anchor="end">${line.profile} · ${line.engine}</text>` +
      bar(left, line.perSecond, most.perSecond, Math.round(line.perSecond).toLocaleString('en')) +
      bar(left + half + 60, line.cpu, most.cpu, line.cpu.toFixed(2))
    );
  });
  const height = 56 + drawn.length * (barHeight + 8) + 20;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${left}" y="30" font-weight="bold">requests a second (longer is better)</text>
<text x="${left + half + 60}" y="30" font-weight="bold">CPU seconds per 1,000 requests (shorter is better)</text>
${rows.join('\n')}</svg>\n`;
}
