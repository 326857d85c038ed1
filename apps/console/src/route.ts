import { useSyncExternalStore } from 'react';

export const caseTabs = ['orders', 'assets', 'parties', 'freezes', 'stays', 'fund', 'findings', 'watch', 'audit'] as const;
export type CaseTab = (typeof caseTabs)[number];
export type Route = { readonly page: 'cases' } | { readonly page: 'case'; readonly caseId: string; readonly tab: CaseTab };

/** `#/cases` and `#/cases/<id>/<tab>`; anything else is the list. */
export function parseRoute(hash: string): Route {
  const [, caseId, tab] = /^#\/cases\/([\w-]+)(?:\/(\w+))?$/.exec(hash) ?? [];
  if (caseId === undefined) return { page: 'cases' };
  return { page: 'case', caseId, tab: caseTabs.find((known) => known === tab) ?? 'orders' };
}

export function hashOf(route: Route): string {
  return route.page === 'cases' ? '#/cases' : `#/cases/${route.caseId}/${route.tab}`;
}

export function go(route: Route): void {
  location.hash = hashOf(route);
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(
    (listener) => {
      addEventListener('hashchange', listener);
      return () => removeEventListener('hashchange', listener);
    },
    () => location.hash,
  );
  return parseRoute(hash);
}
