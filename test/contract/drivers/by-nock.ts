import nock from 'nock';
import { type Call } from '../../../apps/adapters/src/driver.js';
import { InstitutionClient } from '../../../apps/adapters/src/institution-client.js';
import { clock, profileAt, type Read, type Seen } from './by-loopback.js';
import { bodyText, type Golden } from './golden.js';

nock.restore();

/** axios' own adapter with its own sockets, answered by nock. */
export async function byNock<R extends { readonly kind: string }>(golden: Golden, call: Call, read: Read<R>) {
  let seen: Seen | undefined;
  nock.activate();
  nock.disableNetConnect();
  nock('http://bank.test')
    .intercept(/.*/, call.method)
    .reply(async (request: Request) => {
      const url = new URL(request.url);
      const text = await request.text();
      seen = {
        method: request.method,
        path: url.pathname.replace('/base', '') + url.search,
        authorization: request.headers.get('authorization') ?? undefined,
        contentType: request.headers.get('content-type') ?? undefined,
        body: text === '' ? null : JSON.parse(text),
      };
      return [golden.response.status, bodyText(golden), golden.response.headers ?? {}];
    });
  const client = new InstitutionClient(profileAt('http://bank.test/base'), 'golden', clock, {});
  try {
    const { reading } = await client.ask({ call, read });
    return { reading, seen };
  } finally {
    client.close();
    nock.cleanAll();
    // the real server must meet the real http module
    nock.restore();
  }
}
