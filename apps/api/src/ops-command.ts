import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ConfigError, fragments, readConfig, readSecrets } from '#platform/config.js';
import { DEMO_PEOPLE } from './people/demo-people.js';
import { DemoTokens } from './people/demo-token.js';

const usage = `npm run ops -- <command> [--reason "…"] [--url http://127.0.0.1:…]

  switches                      every stop switch
  switch <scope> on|off         a stage (dispatch, answers, watch, relay) or institution:<code>; --reason
  institutions                  windows, breakers, what is queued and in flight
  attention [requestId]         requests that need a person; one of them whole
  unconfirmed                   measures of which nobody knows yet whether they took effect
  ascertain <requestId>         ask again what became of it; --reason
  confirm <requestId>           settle it by the institution's letter; --file body.json
  dead-letters [id]             messages nobody could handle; one of them whole
  replay <id>                   send it again; --reason, --file payload.json where it was put right
  discard <id>                  give it up; --reason
`;

interface Act {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
}

interface Options {
  readonly reason: string;
  readonly file: unknown;
}

/** What a command asks of the api; undefined where there is no such command. The api alone decides whether it may be done. */
function actOf([command, subject, setting]: readonly string[], { reason, file }: Options): Act | undefined {
  const at = subject === undefined ? '' : `/${encodeURIComponent(subject)}`;
  switch (command) {
    case 'switches':
    case 'institutions':
    case 'unconfirmed':
      return { method: 'GET', path: `/${command}` };
    case 'attention':
    case 'dead-letters':
      return { method: 'GET', path: `/${command}${at}` };
    case 'switch':
      return setting === 'on' || setting === 'off'
        ? { method: 'PUT', path: `/switches${at}`, body: { on: setting === 'on', reason } }
        : undefined;
    case 'ascertain':
      return { method: 'POST', path: `/attention${at}/ascertain`, body: { reason } };
    case 'confirm':
      return { method: 'POST', path: `/attention${at}/confirmation`, body: file };
    case 'replay':
      return {
        method: 'POST',
        path: `/dead-letters${at}/replay`,
        body: { reason, ...(file === undefined ? {} : { payload: file }) },
      };
    case 'discard':
      return { method: 'POST', path: `/dead-letters${at}/discard`, body: { reason } };
    case undefined:
    default:
      return undefined;
  }
}

/** The operator's acts from a terminal, by the same REST as everybody's. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { reason: { type: 'string', default: '' }, file: { type: 'string' }, url: { type: 'string' } },
  });
  const file: unknown = values.file === undefined ? undefined : JSON.parse(readFileSync(values.file, 'utf8'));
  const act = actOf(positionals, { reason: values.reason, file });
  if (act === undefined) throw new ConfigError(usage);
  const config = readConfig({ ...fragments.secrets, API_URL: z.url().optional() });
  const url = values.url ?? config.API_URL;
  if (url === undefined) throw new ConfigError('Set API_URL, or say --url, so that the command reaches the api.');
  const operator = DEMO_PEOPLE.find(({ role }) => role === 'operator');
  if (operator === undefined) throw new Error('There is no operator on the list of people.');
  const token = await new DemoTokens(readSecrets(config.SECRETS_FILE).tokenSigningKey).sign(operator, '');
  const response = await fetch(new URL(act.path, url), {
    method: act.method,
    headers: { authorization: `Bearer ${token}`, ...(act.body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(act.body === undefined ? {} : { body: JSON.stringify(act.body) }),
  });
  const reply: unknown = await response.json();
  (response.ok ? process.stdout : process.stderr).write(`${JSON.stringify(reply, null, 2)}\n`);
  return response.ok ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
