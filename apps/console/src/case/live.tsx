import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { followCase, type LiveState } from '../api/follow-case.js';
import { type Resource, useResource } from '../api/resource.js';
import { asTopics, type Topic, topics } from './topics.js';

interface Live {
  readonly state: LiveState;
  readonly versions: Readonly<Record<Topic, number>>;
  /** After an act of our own: do not wait for the event of it. */
  readonly changed: (...which: readonly Topic[]) => void;
}

const start = Object.fromEntries(topics.map((topic) => [topic, 0])) as Record<Topic, number>;
const Context = createContext<Live>({ state: 'connecting', versions: start, changed: () => undefined });
// A hundred events of one batch are one look at the server.
const gatherMs = 200;

export function LiveCase({ caseId, children }: { caseId: string; children: ReactNode }) {
  const [state, setState] = useState<LiveState>('connecting');
  const [versions, setVersions] = useState(start);

  const changed = (...which: readonly Topic[]) =>
    setVersions((before) => ({ ...before, ...Object.fromEntries(which.map((topic) => [topic, before[topic] + 1])) }));

  useEffect(() => {
    const ending = new AbortController();
    const waiting = new Set<Topic>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const gather = (which: readonly Topic[]) => {
      for (const topic of which) waiting.add(topic);
      timer ??= setTimeout(() => {
        timer = undefined;
        changed(...waiting);
        waiting.clear();
      }, gatherMs);
    };
    void followCase(
      caseId,
      { connected: () => gather(topics), event: (kind) => gather(asTopics(kind)), state: setState },
      ending.signal,
    );
    return () => {
      ending.abort();
      clearTimeout(timer);
    };
  }, [caseId]);

  return <Context value={{ state, versions, changed }}>{children}</Context>;
}

export function useLive(): Live {
  return useContext(Context);
}

/** A resource of this case, looked at again whenever an event touches its topic. */
export function useLiveResource<T>(
  topic: Topic,
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  everyMs?: number,
): Resource<T> {
  const { versions } = useLive();
  return useResource(key, load, { version: versions[topic], everyMs });
}
