/** What `work` cost the house, per request: CPU seconds per 1,000 by part, WAL and buffers; `requests` is counted by `work`. */
export async function measured(house, work) {
  const before = { cpu: house.processorSeconds(), database: await house.databaseWork() };
  const began = performance.now();
  const { requests, ...told } = await work();
  const seconds = (performance.now() - began) / 1000;
  // the server reports what its sessions did within a second
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  const after = { cpu: house.processorSeconds(), database: await house.databaseWork() };
  const parts = Object.fromEntries(
    Object.entries(after.cpu).map(([part, total]) => [part, ((total - before.cpu[part]) * 1000) / requests]),
  );
  const perRequest = (name) => (after.database[name] - before.database[name]) / requests;
  return {
    requests,
    seconds,
    perSecond: requests / seconds,
    cpuPerThousand: Object.values(parts).reduce((sum, part) => sum + part, 0),
    parts,
    walPerRequest: perRequest('wal'),
    imagesPerRequest: perRequest('images'),
    buffersPerRequest: perRequest('buffers'),
    memory: house.peakMemory(),
    ...told,
  };
}

/** The value below which `share` of the values lie. */
export function percentile(values, share) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
}

/** The one in the middle; of an even number the mean of the two. */
export const median = (values) => (percentile(values, 0.5) + percentile(values, 0.5 + 1 / (2 * values.length))) / 2;
