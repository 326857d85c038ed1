import { useEffect, useRef, useState } from 'react';
import { asProblem, type Problem } from './problem.js';

export interface Resource<T> {
  readonly value: T | undefined;
  readonly problem: Problem | undefined;
  readonly reload: () => void;
}

type Load<T> = (signal: AbortSignal) => Promise<T>;

/**
 * What `load` gives, loaded again whenever `version` changes, on `reload`, and every `everyMs` while that is set. A new `key` is a new thing
 * and starts empty; otherwise the old value stays on the page until the new one is there.
 */
export function useResource<T>(
  key: string,
  load: Load<T>,
  options: { version?: number; everyMs?: number | undefined } = {},
): Resource<T> {
  const [held, setHeld] = useState<{ key: string; value?: T | undefined; problem?: Problem | undefined }>({ key });
  const [round, setRound] = useState(0);
  const newest = useRef(load);
  newest.current = load;

  useEffect(() => {
    const ending = new AbortController();
    newest.current(ending.signal).then(
      (value) => {
        if (!ending.signal.aborted) setHeld({ key, value });
      },
      (thrown: unknown) => {
        if (ending.signal.aborted) return;
        setHeld((before) => ({ key, value: before.key === key ? before.value : undefined, problem: asProblem(thrown) }));
      },
    );
    return () => ending.abort();
  }, [key, options.version, round]);

  const { everyMs } = options;
  useEffect(() => {
    if (everyMs === undefined) return;
    const timer = setInterval(() => {
      if (!document.hidden) setRound((before) => before + 1);
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);

  const mine = held.key === key;
  return {
    value: mine ? held.value : undefined,
    problem: mine ? held.problem : undefined,
    reload: () => setRound((before) => before + 1),
  };
}
