import { createContext, type ReactNode, useContext } from 'react';
import { get } from './api/calls.js';
import { useResource } from './api/resource.js';
import { type DemoPerson, type InstitutionView } from './api/views.js';
import { useLanguage } from './words/language.js';

interface Names {
  readonly people: ReadonlyMap<string, string>;
  readonly institutions: readonly InstitutionView[];
}

const Context = createContext<Names>({ people: new Map(), institutions: [] });

/** Who is behind an id and what a code is called: the same for every page, so fetched once. */
export function NamesOfCourt({ children }: { children: ReactNode }) {
  const people = useResource('people', (signal) => get<readonly DemoPerson[]>('/demo/people', signal));
  const institutions = useResource('institutions', (signal) => get<readonly InstitutionView[]>('/institutions', signal));
  const names = {
    people: new Map(people.value?.map((person) => [person.id, person.name])),
    institutions: institutions.value ?? [],
  };
  return <Context value={names}>{children}</Context>;
}

export function usePersonName(): (id: string | null | undefined) => string {
  const { people } = useContext(Context);
  const { say } = useLanguage();
  return (id) => {
    if (id === null || id === undefined) return '—';
    return people.get(id) ?? (id === 'watcher' ? say('tab.watch') : id);
  };
}

export function useInstitutions(): readonly InstitutionView[] {
  return useContext(Context).institutions;
}

export function useInstitutionName(): (code: string, sent?: string) => string {
  const { institutions } = useContext(Context);
  const { language } = useLanguage();
  return (code, sent) => institutions.find((one) => one.code === code)?.names[language] ?? sent ?? code;
}
