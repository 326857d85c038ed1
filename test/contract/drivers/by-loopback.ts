import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { HandClock } from '#platform/clocks.js';
import { type Call, type Reply } from '../../../apps/adapters/src/driver.js';
import { InstitutionClient } from '../../../apps/adapters/src/institution-client.js';
import { bodyText, type Golden } from './golden.js';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: unknown;
}

export type Read<R> = (reply: Reply) => R;
export const clock = new HandClock(new Date('2020-03-12T10:15:00.000+08:00'));

export function profileAt(baseUrl: string, timeouts = { connectMs: 500, answerMs: 1_000 }) {
  return {
    code: 'ccb' as never,
    baseUrl,
    timeouts,
    breaker: { errorThresholdPercentage: 50, volumeThreshold: 5, resetTimeoutMs: 200, rollingCountTimeoutMs: 2_000 },
  };
}

/** The production sockets against a real server on the loopback. */
export async function byLoopback<R extends { readonly kind: string }>(golden: Golden, call: Call, read: Read<R>) {
  let seen: Seen | undefined;
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      seen = {
        method: request.method ?? '',
        path: (request.url ?? '').replace('/base', ''),
        authorization: request.headers.authorization,
        contentType: request.headers['content-type'],
        body: text === '' ? null : JSON.parse(text),
      };
      response.writeHead(golden.response.status, golden.response.headers).end(bodyText(golden));
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const client = new InstitutionClient(
    profileAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}/base`),
    'golden',
    clock,
  );
  try {
    const { reading } = await client.ask({ call, read });
    return { reading, seen };
  } finally {
    client.close();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
}
