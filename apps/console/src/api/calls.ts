import { endSession, token } from '../session.js';
import { Problem } from './problem.js';
import { type Page } from './views.js';

const pagesAtMost = 20;

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await call(path, signal === undefined ? {} : { signal });
  return (await response.json()) as T;
}

/** Every page of a list that belongs to one case: short by nature, and bounded all the same. */
export async function getAll<T>(path: string, signal?: AbortSignal): Promise<readonly T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < pagesAtMost; page += 1) {
    const next: Page<T> = await get(withQuery(path, { limit: '200', cursor }), signal);
    items.push(...next.items);
    cursor = next.next;
    if (cursor === null) break;
  }
  return items;
}

/** `key` is made once per form, so that pressing twice creates once. */
export async function post<T>(path: string, body: unknown, key: string): Promise<T> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  const response = await call(path, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** Throws Problem unless the answer is a success. A token that is no longer good ends the session. */
export async function call(path: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  const bearer = token();
  if (bearer !== undefined) headers.set('authorization', `Bearer ${bearer}`);
  const response = await fetch(path, { ...init, headers }).catch((thrown: unknown) => {
    if (init.signal?.aborted === true) throw thrown;
    throw Problem.unreachable();
  });
  if (response.ok) return response;
  if (response.status === 401) endSession();
  throw await Problem.from(response);
}

export function withQuery(path: string, query: Readonly<Record<string, string | null | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, value);
  }
  const text = search.toString();
  if (text === '') return path;
  return path + (path.includes('?') ? '&' : '?') + text;
}
