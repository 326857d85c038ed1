import { Skeleton, Tabs } from 'antd';
import { type ReactNode } from 'react';
import { get, getAll } from '../api/calls.js';
import { type DoubtView } from '../api/party-views.js';
import { type FindingView } from '../api/asset-views.js';
import { type CaseView } from '../api/case-views.js';
import { type Page } from '../api/views.js';
import { ProblemNotice } from '../marks/problem-notice.js';
import { OrdersTab } from '../orders/orders-tab.js';
import { PlaceInquiry } from '../orders/place-inquiry.js';
import { type CaseTab, caseTabs, go, hashOf } from '../route.js';
import { useSay } from '../words/language.js';
import { AssetsTab } from './assets-tab.js';
import { AuditTab } from './audit-tab.js';
import { CaseHeader } from './case-header.js';
import { FindingsTab } from './findings-tab.js';
import { FreezesTab } from './freezes-tab.js';
import { FundTab } from './fund-tab.js';
import { LiveCase, useLiveResource } from './live.js';
import { PartiesTab } from './parties-tab.js';
import { StaysTab } from './stays-tab.js';
import { WatchTab } from './watch-tab.js';

// What is owed grows at midnight, of which there is no event.
const owedEveryMs = 60_000;

export function CasePage({ caseId, tab }: { caseId: string; tab: CaseTab }) {
  return (
    <LiveCase caseId={caseId}>
      <CaseContent caseId={caseId} tab={tab} />
    </LiveCase>
  );
}

const tabs: Record<CaseTab, (one: CaseView) => ReactNode> = {
  orders: (one) => <OrdersTab case={one} />,
  assets: (one) => <AssetsTab case={one} />,
  parties: (one) => <PartiesTab case={one} />,
  freezes: (one) => <FreezesTab caseId={one.id} />,
  stays: (one) => <StaysTab case={one} />,
  fund: (one) => <FundTab case={one} />,
  findings: (one) => <FindingsTab case={one} />,
  watch: (one) => <WatchTab case={one} />,
  audit: (one) => <AuditTab caseId={one.id} isArchived={one.archived?.some(({ table }) => table === 'audit') ?? false} />,
};

function CaseContent({ caseId, tab }: { caseId: string; tab: CaseTab }) {
  const say = useSay();
  const one = useLiveResource('case', caseId, (signal) => get<CaseView>(`/cases/${caseId}`, signal), owedEveryMs);
  const findings = useLiveResource('findings', `open ${caseId}`, (signal) =>
    getAll<FindingView>(`/findings?caseId=${caseId}&state=open`, signal),
  );
  const doubts = useLiveResource('case', `doubts ${caseId}`, (signal) =>
    get<Page<DoubtView>>(`/cases/${caseId}/identity-doubts`, signal),
  );
  if (one.value === undefined) {
    return (
      <section className="page">
        <p>
          <a href={hashOf({ page: 'cases' })}>← {say('act.back')}</a>
        </p>
        {one.problem ? <ProblemNotice problem={one.problem} onRetry={one.reload} /> : <Skeleton active />}
      </section>
    );
  }
  const view = one.value;
  const waiting: Partial<Record<CaseTab, number>> = {
    findings: findings.value?.length ?? 0,
    parties: doubts.value?.items.filter(({ verdict }) => verdict === undefined).length ?? 0,
  };
  return (
    <>
      <CaseHeader case={view} />
      <section className="page page-tabs">
        {one.problem && <ProblemNotice problem={one.problem} onRetry={one.reload} />}
        <Tabs
          activeKey={tab}
          onChange={(next) => go({ page: 'case', caseId, tab: caseTabs.find((known) => known === next) ?? 'orders' })}
          destroyOnHidden
          tabBarExtraContent={<PlaceInquiry case={view} />}
          items={caseTabs.map((name) => ({
            key: name,
            label: (
              <span data-tab={name}>
                {say(`tab.${name}`)}
                {(waiting[name] ?? 0) > 0 && <span className="count">{waiting[name]}</span>}
              </span>
            ),
            children: <div className="tab-body">{tabs[name](view)}</div>,
          }))}
        />
      </section>
    </>
  );
}
