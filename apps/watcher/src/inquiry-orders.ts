import { SignJWT } from 'jose';
import { CORRELATION_HEADER, correlationId } from '#platform/correlation.js';
import { ChakongError } from '#platform/errors.js';
import { z } from 'zod';
import { type DueWatch } from '#storage/watch/due-watches.js';
import { WATCHER } from '#storage/watch/watcher-actor.js';

const TIMEOUT_MS = 10_000;
const TOKEN_TTL = '5m';
const placed = z.object({ id: z.uuid() });
const problem = z.object({ code: z.string(), detail: z.string() });

/** Places inquiry orders by the API, as service `watcher`: what a person may not do, the watcher may not either. */
export class InquiryOrders {
  private readonly key: Uint8Array;

  constructor(
    private readonly apiUrl: string,
    tokenSigningKey: string,
  ) {
    this.key = Buffer.from(tokenSigningKey, 'base64url');
  }

  /**
   * Asks every institution about one debtor and has the banks report credits through the end of the watch. The key makes it one order
   * however often a slot is tried; it names the end too, since a case that becomes dormant again starts its slots
   * anew. Throws ChakongError `unavailable` when the API could not be reached, `conflict` when it refused.
   */
  async place(watch: DueWatch, slot: number, partyId: string, today: string): Promise<string> {
    const response = await this.post(`watch:${watch.watchId}:${watch.until}:${slot}:${partyId}`, {
      caseId: watch.caseId,
      partyId,
      measure: 'inquire',
      priority: 'statutory',
      legalBasis: { noticeNumber: `${watch.caseNumber}终本查询第${slot}期`, documentIds: [], officers: [] },
      targets: { institutions: 'all', ...(watch.until > today ? { watchUntil: watch.until } : {}) },
    });
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok) return placed.parse(body).id;
    const said = problem.safeParse(body);
    const detail = said.success ? `${said.data.code}: ${said.data.detail}` : 'no problem document';
    throw new ChakongError(
      response.status >= 500 || response.status === 429 ? 'unavailable' : 'conflict',
      `The API did not take a statutory inquiry (${response.status}, ${detail}).`,
    );
  }

  private async post(idempotencyKey: string, body: object): Promise<Response> {
    const correlation = correlationId();
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${await this.token()}`,
      'idempotency-key': idempotencyKey,
      ...(correlation === undefined ? {} : { [CORRELATION_HEADER]: correlation }),
    };
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      return await fetch(`${this.apiUrl}/orders`, { method: 'POST', headers, body: JSON.stringify(body), signal });
    } catch (cause) {
      throw new ChakongError('unavailable', 'The API cannot be reached. Look whether it is up and API_URL is right.', { cause });
    }
  }

  private token(): Promise<string> {
    return new SignJWT({ role: WATCHER.role, name: WATCHER.id })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(WATCHER.id)
      .setIssuedAt()
      .setExpirationTime(TOKEN_TTL)
      .sign(this.key);
  }
}
