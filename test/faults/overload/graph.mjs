const width = 1_000;
const panel = 150;
const left = 70;
const gap = 34;

/** Panels under each other over one axis of seconds: { title, unit, lines: [{ name, colour, values }] }. */
export function graph(panels, phases, seconds) {
  const height = panels.length * (panel + gap) + 60;
  const x = (second) => left + (second / Math.max(1, seconds - 1)) * (width - left - 20);
  const parts = panels.map((one, index) => drawPanel(one, 40 + index * (panel + gap), x));
  const bands = phases.map(
    ({ from, to, name }, index) =>
      `<rect x="${x(from)}" y="24" width="${x(to) - x(from)}" height="${height - 50}" fill="${index % 2 ? '#f6f6f6' : '#fff'}"/>` +
      `<text x="${(x(from) + x(to)) / 2}" y="20" text-anchor="middle">${name}</text>`,
  );
  const ticks = Array.from({ length: Math.floor(seconds / 10) + 1 }, (_, index) => index * 10).map(
    (second) => `<text x="${x(second)}" y="${height - 12}" text-anchor="middle">${second} s</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>${[...bands, ...parts, ...ticks].join('\n')}</svg>\n`;
}

function drawPanel({ title, unit, lines }, top, x) {
  const most = Math.max(1, ...lines.flatMap(({ values }) => values.filter((value) => value !== undefined)));
  const y = (value) => top + panel - (value / most) * (panel - 20);
  const drawn = lines.map(({ name, colour, values }, index) => {
    const points = values.flatMap((value, second) =>
      value === undefined ? [] : [`${x(second).toFixed(1)},${y(value).toFixed(1)}`],
    );
    return (
      `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points.join(' ')}"/>` +
      `<text x="${left + 240 + index * 160}" y="${top + 6}" fill="${colour}">${name}</text>`
    );
  });
  return (
    `<text x="${left}" y="${top + 6}" font-weight="bold">${title}</text>` +
    `<line x1="${left}" x2="${width - 20}" y1="${top + panel}" y2="${top + panel}" stroke="#888"/>` +
    `<text x="${left - 8}" y="${y(most) + 4}" text-anchor="end">${Math.round(most)} ${unit}</text>` +
    `<text x="${left - 8}" y="${top + panel}" text-anchor="end">0</text>` +
    drawn.join('')
  );
}
