import { Table } from 'antd';
import { getAll } from '../api/calls.js';
import { type AuditView } from '../api/views.js';
import { Empty } from '../marks/empty.js';
import { Instant } from '../marks/facts.js';
import { ProblemNotice } from '../marks/problem-notice.js';
import { usePersonName } from '../names.js';
import { useSay, wordOr } from '../words/language.js';
import { useLiveResource } from './live.js';

export function AuditTab({ caseId, isArchived }: { caseId: string; isArchived: boolean }) {
  const say = useSay();
  const personName = usePersonName();
  const audit = useLiveResource('audit', caseId, (signal) => getAll<AuditView>(`/cases/${caseId}/audit`, signal));
  if (audit.problem) return <ProblemNotice problem={audit.problem} onRetry={audit.reload} />;
  if (audit.value === undefined) return null;
  return (
    <Table<AuditView>
      rowKey="id"
      size="small"
      pagination={false}
      dataSource={audit.value}
      locale={{ emptyText: <Empty>{say(isArchived ? 'archive.none' : 'audit.none')}</Empty> }}
      columns={[
        { title: say('audit.at'), className: 'number', render: (_, one) => <Instant at={one.at} /> },
        { title: say('audit.legalAt'), className: 'number', render: (_, one) => <Instant at={one.legalAt} /> },
        {
          title: say('audit.actor'),
          render: (_, one) => (
            <>
              {personName(one.actor)} <span className="quiet">{wordOr(say, `role.${one.role}`, one.role)}</span>
            </>
          ),
        },
        { title: say('audit.act'), render: (_, one) => wordOr(say, `did.${one.act}`, one.act) },
        {
          title: say('audit.subject'),
          render: (_, one) =>
            one.subject && (
              <>
                {wordOr(say, `subject.${one.subject.kind}`, one.subject.kind)}{' '}
                <span className="quiet number" title={one.subject.id}>
                  {one.subject.id.slice(-8)}
                </span>
              </>
            ),
        },
        { title: say('audit.reason'), dataIndex: 'reason' },
      ]}
    />
  );
}
