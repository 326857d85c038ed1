import { z } from 'zod';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const TIMEOUT_MS = 30_000;
const TRIES = 20;
const people = z.array(z.object({ id: z.string(), token: z.string() }));

/** The only ways a story has into the house: public HTTP of the API, and the control calls of the simulated counterparties. */
export class Outside {
  private tokens: ReadonlyMap<string, string> | undefined;

  constructor(
    private readonly apiUrl: string,
    private readonly simulatorUrl: string,
  ) {}

  /** As a person of the court. `key` makes a repetition harmless. */
  async api(as: string, method: string, path: string, body?: unknown, key?: string): Promise<Answer> {
    const headers = {
      authorization: `Bearer ${await this.tokenOf(as)}`,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    };
    return this.send(this.apiUrl, method, path, body, headers);
  }

  simulator(method: string, path: string, body?: unknown): Promise<Answer> {
    return this.send(this.simulatorUrl, method, path, body, {});
  }

  private async tokenOf(as: string): Promise<string> {
    this.tokens ??= new Map(
      people.parse((await this.send(this.apiUrl, 'GET', '/demo/people', undefined, {})).body).map(({ id, token }) => [id, token]),
    );
    const token = this.tokens.get(as);
    if (token === undefined) throw new Error(`nobody here is called ${as}; there are: ${[...this.tokens.keys()].join(', ')}`);
    return token;
  }

  // "come again in a moment" is no answer yet: a restarting or busy service must not fail a story
  private async send(
    base: string,
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      const response = await fetch(new URL(path, base), {
        method,
        headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await response.text();
      const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
      if (Number.isNaN(retryAfter) || tries === TRIES) return { status: response.status, body: bodyOf(text) };
      await new Promise((resolve) => setTimeout(resolve, Math.min(retryAfter * 1000, 2_000)));
    }
  }
}

function bodyOf(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
