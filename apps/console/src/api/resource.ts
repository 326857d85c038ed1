import { useEffect, useRef, useState } from 'react';
import { type Loaded, OneLoad } from './one-load.js';
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

  const loading = useRef<OneLoad<T>>(undefined);
  useEffect(() => {
    const tell = (loaded: Loaded<T>) =>
      setHeld((before) => {
        if ('value' in loaded) return { key, value: loaded.value };
        return { key, value: before.key === key ? before.value : undefined, problem: asProblem(loaded.thrown) };
      });
    const one = new OneLoad((signal) => newest.current(signal), tell);
    loading.current = one;
    return () => one.end();
  }, [key]);
  useEffect(() => loading.current?.want(), [key, options.version, round]);

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
