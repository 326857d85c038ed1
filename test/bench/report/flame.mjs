// CPU profiles of V8 as one flame graph (SVG): node test/bench/report/flame.mjs <folder or file.cpuprofile> <out.svg>
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const width = 1600;
const rowHeight = 16;
/** Narrower than this nobody can read. */
const leastPixels = 1.2;

function profileFiles(place) {
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place, { recursive: true })
    .filter((name) => name.endsWith('.cpuprofile'))
    .map((name) => path.join(place, name));
}

const nameOf = ({ functionName, url, lineNumber }) => {
  const file = url.replace(/^.*\/node_modules\//, '').replace(/^.*\/dist\//, '');
  return `${functionName || '(anonymous)'}${file ? ` ${file}:${lineNumber + 1}` : ''}`;
};

/** Samples as a tree of times by name, idle left out. */
function treeOf(files) {
  const tree = { name: 'all', time: 0, below: new Map() };
  for (const file of files) {
    const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8'));
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const parents = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id])));
    for (const [index, id] of samples.entries()) {
      const stack = [];
      for (let at = id; at !== undefined; at = parents.get(at)) stack.unshift(nameOf(byId.get(at).callFrame));
      if (stack.includes('(idle)')) continue;
      const time = timeDeltas[index] ?? 0;
      let level = tree;
      level.time += time;
      for (const name of stack.slice(1)) {
        if (!level.below.has(name)) level.below.set(name, { name, time: 0, below: new Map() });
        level = level.below.get(name);
        level.time += time;
      }
    }
  }
  return tree;
}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

function hue(name) {
  if (/ (apps|libs)\//.test(name)) return '#4dabf7';
  if (/garbage|program/.test(name)) return '#ced4da';
  if (/ node:/.test(name) || !name.includes(' ')) return '#ffd8a8';
  return '#ff8787';
}

function draw(level, x, depth, scale, parts) {
  const wide = level.time * scale;
  if (wide < leastPixels) return depth;
  const share = level.share.toFixed(1);
  const text =
    wide > 40
      ? `<text x="${x + 3}" y="${depth * rowHeight + 12}">${escaped(level.name.slice(0, Math.floor(wide / 6.2)))}</text>`
      : '';
  parts.push(
    `<g><title>${escaped(level.name)} — ${share} %</title><rect x="${x.toFixed(1)}" y="${depth * rowHeight}" width="${wide.toFixed(1)}" height="${rowHeight - 1}" fill="${hue(level.name)}"/>${text}</g>`,
  );
  let deepest = depth;
  let at = x;
  for (const child of [...level.below.values()].toSorted((one, other) => other.time - one.time)) {
    child.share = (child.time / level.whole) * 100;
    child.whole = level.whole;
    deepest = Math.max(deepest, draw(child, at, depth + 1, scale, parts));
    at += child.time * scale;
  }
  return deepest;
}

/** Blue is ours, red are packages, orange is Node, grey is the engine. */
export function flameGraph(place) {
  const tree = treeOf(profileFiles(place));
  Object.assign(tree, { share: 100, whole: tree.time });
  const parts = [];
  const deepest = draw(tree, 0, 0, width / tree.time, parts);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${(deepest + 1) * rowHeight}" font-family="monospace" font-size="10">
<rect width="100%" height="100%" fill="#fff"/>${parts.join('\n')}</svg>\n`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(process.argv[3], flameGraph(process.argv[2]));
