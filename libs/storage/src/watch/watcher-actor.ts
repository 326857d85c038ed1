import { type Actor } from '../audit.js';

/** Proposes and asks; never approves, freezes or moves money. */
export const WATCHER = { id: 'watcher', role: 'service' } as const satisfies Actor;
