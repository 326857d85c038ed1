import { useSyncExternalStore } from 'react';
import { type DemoPerson } from './api/views.js';

// The tab's own storage: a token is gone when the tab is closed, and two tabs may be two people.
const key = 'chakong.person';
const listeners = new Set<() => void>();
let person = read();

function read(): DemoPerson | undefined {
  const kept = sessionStorage.getItem(key);
  return kept === null ? undefined : (JSON.parse(kept) as DemoPerson);
}

function change(next: DemoPerson | undefined): void {
  person = next;
  if (next === undefined) sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, JSON.stringify(next));
  for (const listener of listeners) listener();
}

export function token(): string | undefined {
  return person?.token;
}

export function signIn(next: DemoPerson): void {
  change(next);
}

export function endSession(): void {
  change(undefined);
}

export function usePerson(): DemoPerson | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => person,
  );
}
