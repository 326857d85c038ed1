export interface Window {
  /** Requests an institution may have at once. */
  readonly window_size: number;
  /** The part of it that is kept for urgent requests, and as much for all others. */
  readonly urgent_share: number;
}

/** Places of a window that are kept; a window of one has nothing to keep. */
export function reserveOf({ window_size: window, urgent_share: share }: Window): number {
  return window > 1 ? Math.ceil(window * share) : 0;
}
