import { Button } from 'antd';
import { useState } from 'react';
import { type CaseView } from '../api/case-views.js';
import { Icon } from '../marks/icon.js';
import { usePerson } from '../session.js';
import { useSay } from '../words/language.js';
import { InquiryForm } from './inquiry-form.js';
import { mayInquire } from './may-inquire.js';

export function PlaceInquiry({ case: one }: { case: CaseView }) {
  const say = useSay();
  const [asking, setAsking] = useState(false);
  if (!mayInquire(usePerson()?.role) || one.state === 'closed') return null;
  return (
    <>
      <Button type="primary" icon={<Icon name="plus" />} onClick={() => setAsking(true)}>
        {say('act.inquire')}
      </Button>
      {asking && <InquiryForm case={one} onClose={() => setAsking(false)} />}
    </>
  );
}
