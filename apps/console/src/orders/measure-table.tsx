import { Table } from 'antd';
import { type AnswerView, type RequestView } from '../api/order-views.js';
import { Money } from '../marks/facts.js';
import { ShownMark } from '../marks/shown-mark.js';
import { useInstitutionName } from '../names.js';
import { useSay } from '../words/language.js';
import { RequestFacts } from './request-facts.js';

/** The requests of a measure with what each one brought: few of them, but with figures. */
export function MeasureTable({ requests }: { requests: readonly RequestView[] }) {
  const say = useSay();
  const institutionName = useInstitutionName();
  return (
    <Table<RequestView>
      rowKey="id"
      size="small"
      pagination={false}
      dataSource={requests}
      columns={[
        { title: say('request.institution'), render: (_, one) => institutionName(one.institution, one.institutionName) },
        { title: say('request.result'), render: (_, one) => <ShownMark shownAs={one.shownAs} /> },
        {
          title: say('request.detail'),
          render: (_, one) => (one.answer ? <Figures answer={one.answer} /> : <span className="quiet">—</span>),
        },
        { title: say('request.sending'), render: (_, one) => <RequestFacts request={one} /> },
      ]}
    />
  );
}

function Figures({ answer }: { answer: AnswerView }) {
  const say = useSay();
  const { freeze, deduction, release, seal, payment, receipt } = answer;
  return (
    <span className="figure-line">
      {freeze && (
        <>
          <span>
            {freeze.wholeAccount ? say('freezes.wholeAccount') : say('freezes.cap')}{' '}
            {!freeze.wholeAccount && <Money yuan={freeze.amount} />}
          </span>
          <span className="text-caught">
            {say('freezes.caught')} <Money yuan={freeze.caught} />
          </span>
          <span className="text-uncaught">
            {say('freezes.uncaught')} <Money yuan={freeze.uncaught} />
          </span>
          <span className="number">→ {freeze.until}</span>
        </>
      )}
      {deduction && <Money yuan={deduction.amount} strong />}
      {release && (
        <>
          <Money yuan={release.released} strong />
          <span>
            {say('freezes.cap')} <Money yuan={release.remainingCap} />
          </span>
        </>
      )}
      {seal && (
        <span>
          {say('request.rank', { rank: seal.rank })} <span className="number">→ {seal.until}</span>
        </span>
      )}
      {payment && <Money yuan={payment.amount} strong />}
      {receipt && <span className="quiet">{say('request.receipt', { number: receipt.number })}</span>}
    </span>
  );
}
