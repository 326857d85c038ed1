import { Button } from 'antd';
import { useState } from 'react';
import { type OrderState, type OrderView } from '../api/order-views.js';
import { type Role } from '../api/views.js';
import { useLive } from '../case/live.js';
import { ReasonDialog } from '../marks/reason-dialog.js';
import { usePerson } from '../session.js';
import { useSay } from '../words/language.js';

type Act = 'approve' | 'reject' | 'withdraw';
const pathOf: Record<Act, string> = { approve: 'approval', reject: 'rejection', withdraw: 'withdrawal' };
const withdrawable: readonly OrderState[] = ['draft', 'awaiting_approval', 'running', 'partly_answered', 'suspended'];

function actsFor(role: Role | undefined, isPlacer: boolean, state: OrderState): readonly Act[] {
  if (role === 'approver' && !isPlacer && state === 'awaiting_approval') return ['approve', 'reject'];
  if ((role === 'judge' || role === 'approver') && withdrawable.includes(state)) return ['withdraw'];
  return [];
}

export function OrderActs({ order }: { order: OrderView }) {
  const say = useSay();
  const live = useLive();
  const person = usePerson();
  const [asked, setAsked] = useState<Act>();
  const acts = actsFor(person?.role, person?.id === order.placedBy, order.state);
  return (
    // The row behind opens and closes; these buttons must not.
    <span className="acts" onClick={(event) => event.stopPropagation()}>
      {acts.map((act) => (
        <Button
          key={act}
          type={act === 'approve' ? 'primary' : 'default'}
          danger={act !== 'approve'}
          data-act={act}
          onClick={() => setAsked(act)}
        >
          {say(`act.${act}`)}
        </Button>
      ))}
      {asked && (
        <ReasonDialog
          title={say(`reason.title.${asked}`, { measure: say(`measure.${order.measure}`) })}
          hint={say(`reason.${asked}Hint`)}
          okText={say(`act.${asked}`)}
          danger={asked !== 'approve'}
          optional={asked === 'approve'}
          path={`/orders/${order.id}/${pathOf[asked]}`}
          onDone={() => {
            setAsked(undefined);
            live.changed('orders', 'freezes', 'audit');
          }}
          onCancel={() => setAsked(undefined)}
        />
      )}
    </span>
  );
}
