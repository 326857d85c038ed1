import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ConfigError, fragments, readConfig, readSecrets } from '#platform/config.js';
import { DemoTokens } from './people/demo-token.js';
import { SERVICES } from './people/demo-people.js';

const usage = 'npm run import -- <file.csv | file.jsonl> [--charset utf-8|gb18030] [--url http://127.0.0.1:…]';

const reply = z.object({
  runId: z.string(),
  rowsRead: z.number(),
  casesCreated: z.number(),
  casesKnown: z.number(),
  rowsRefused: z.number(),
  refusals: z.array(z.object({ line: z.number(), field: z.string(), code: z.string(), message: z.string() })),
});

/** Streams a file to POST /cases/import as the service `import`, and prints what was refused. Exits 1 where rows were. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { charset: { type: 'string', default: 'utf-8' }, url: { type: 'string' } },
  });
  const [file] = positionals;
  if (file === undefined) throw new ConfigError(usage);
  const config = readConfig({ ...fragments.secrets, API_URL: z.url().optional() });
  const url = values.url ?? config.API_URL;
  if (url === undefined) throw new ConfigError('Set API_URL, or say --url, so that the file reaches the api.');
  const service = SERVICES.find(({ id }) => id === 'import');
  if (service === undefined) throw new Error('The service "import" is not on the list of services.');
  const token = await new DemoTokens(readSecrets(config.SECRETS_FILE).tokenSigningKey).sign(service, '');
  const type = /\.(jsonl|ndjson)$/i.test(file) ? 'application/x-ndjson' : 'text/csv';
  const response = await fetch(new URL('/cases/import', url), {
    method: 'POST',
    headers: { 'content-type': `${type}; charset=${values.charset}`, authorization: `Bearer ${token}` },
    body: createReadStream(file),
    duplex: 'half',
  });
  const text = await response.text();
  if (!response.ok) {
    process.stderr.write(`The api did not take the file (${response.status}): ${text}\n`);
    return 1;
  }
  const run = reply.parse(JSON.parse(text));
  const summary = `${run.rowsRead} rows read: ${run.casesCreated} cases new, ${run.casesKnown} known, ${run.rowsRefused} rows refused (run ${run.runId})`;
  const refusals = run.refusals.map((one) => `line ${one.line}, ${one.field}: ${one.message} [${one.code}]`);
  process.stdout.write(`${[summary, ...refusals].join('\n')}\n`);
  return run.rowsRefused === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
