import { Button, Input, Select, Table } from 'antd';
import { useEffect, useState } from 'react';
import { get, withQuery } from '../api/calls.js';
import { asProblem, type Problem } from '../api/problem.js';
import { useResource } from '../api/resource.js';
import { type CaseState, type CaseSummary } from '../api/case-views.js';
import { type Page } from '../api/views.js';
import { Empty } from '../marks/empty.js';
import { Money } from '../marks/facts.js';
import { ProblemNotice } from '../marks/problem-notice.js';
import { CaseStateTag } from '../marks/state-tag.js';
import { TimeLimitTag } from '../marks/time-limit-tag.js';
import { useLegalDay } from '../legal-day.js';
import { go, hashOf } from '../route.js';
import { caseNumber } from '../words/figures.js';
import { useSay } from '../words/language.js';

const states: readonly CaseState[] = ['open', 'dormant', 'resumed', 'closed'];
const everyMs = 10_000;
const settleMs = 250;

export function CasesPage() {
  const say = useSay();
  const today = useLegalDay();
  const [words, setWords] = useState('');
  const [state, setState] = useState<CaseState | ''>('');
  const q = useSettled(words.trim());
  const path = withQuery('/cases', { q, state, limit: '50' });
  const first = useResource(path, (signal) => get<Page<CaseSummary>>(path, signal), { everyMs });
  const more = useFurtherPages(path);

  const next = more.next === undefined ? (first.value?.next ?? null) : more.next;
  const rows = [...(first.value?.items ?? []), ...more.items];
  const filtered = q !== '' || state !== '';
  return (
    <section className="page">
      <div className="page-head">
        <h1>{say('cases.title')}</h1>
        <Input.Search
          allowClear
          style={{ width: 280 }}
          placeholder={say('cases.search')}
          aria-label={say('cases.search')}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <Select<CaseState | ''>
          style={{ width: 160 }}
          aria-label={say('case.state')}
          value={state}
          onChange={setState}
          options={[
            { value: '' as const, label: say('cases.allStates') },
            ...states.map((one) => ({ value: one, label: say(`caseState.${one}`) })),
          ]}
        />
        <span className="quiet push">{rows.length > 0 && say('cases.count', { count: rows.length })}</span>
      </div>
      {(first.problem ?? more.problem) && (
        <ProblemNotice problem={(first.problem ?? more.problem) as Problem} onRetry={first.reload} />
      )}
      <Table<CaseSummary>
        rowKey="id"
        size="small"
        pagination={false}
        loading={first.value === undefined && first.problem === undefined}
        dataSource={rows}
        locale={{ emptyText: <Empty>{first.value ? say(filtered ? 'cases.noMatch' : 'cases.none') : ' '}</Empty> }}
        onRow={(one) => ({ onClick: () => go({ page: 'case', caseId: one.id, tab: 'orders' }), className: 'clickable' })}
        columns={[
          {
            title: say('case.number'),
            key: 'number',
            render: (_, one) => (
              <>
                <a href={hashOf({ page: 'case', caseId: one.id, tab: 'orders' })}>{caseNumber(one.caseNumber)}</a>
                {one.resumedNumber && <div className="quiet">{caseNumber(one.resumedNumber)}</div>}
              </>
            ),
          },
          { title: say('case.court'), render: (_, one) => one.court.name },
          { title: say('case.cause'), dataIndex: 'cause' },
          { title: say('case.state'), render: (_, one) => <CaseStateAndLimit case={one} today={today} /> },
          { title: say('case.filedOn'), dataIndex: 'filedOn', className: 'number' },
          { title: say('case.target'), align: 'right', render: (_, one) => <Money yuan={one.owedNow?.target ?? one.target} /> },
          { title: say('case.paid'), align: 'right', render: (_, one) => <Money yuan={one.paid} /> },
        ]}
      />
      {next !== null && rows.length > 0 && (
        <div className="more">
          <Button onClick={() => more.load(next)} loading={more.loading}>
            {say('act.more')}
          </Button>
        </div>
      )}
    </section>
  );
}

/** The state, and the nearest thing the court has to do by a day where it has been warned of it. */
function CaseStateAndLimit({ case: one, today }: { case: CaseSummary; today: string }) {
  const say = useSay();
  const nearest = one.timeLimits?.find(({ warnings, standing }) => warnings.length > 0 || standing !== 'running');
  return (
    <>
      <CaseStateTag state={one.state} />
      {nearest && (
        <div>
          <span className="quiet">{say(`timeLimit.${nearest.kind}`)}</span> <TimeLimitTag timeLimit={nearest} today={today} />
        </div>
      )}
    </>
  );
}

/** The text once nobody has typed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), settleMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

function useFurtherPages(path: string) {
  const nothing = {
    path,
    items: [] as readonly CaseSummary[],
    next: undefined as string | null | undefined,
    problem: undefined as Problem | undefined,
  };
  const [held, setHeld] = useState(nothing);
  const [loading, setLoading] = useState(false);
  const mine = held.path === path ? held : nothing;
  const load = (cursor: string) => {
    setLoading(true);
    get<Page<CaseSummary>>(withQuery(path, { cursor }))
      .then((page) => setHeld({ path, items: [...mine.items, ...page.items], next: page.next, problem: undefined }))
      .catch((thrown: unknown) => setHeld({ ...mine, problem: asProblem(thrown) }))
      .finally(() => setLoading(false));
  };
  return { ...mine, loading, load };
}
