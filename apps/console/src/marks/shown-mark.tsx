import { type ShownAs } from '../api/order-views.js';
import { useSay, wordOr } from '../words/language.js';
import { Icon } from './icon.js';
import { shownOrder } from './shown-order.js';

/** The state of one request by word, icon and colour; *nothing*, *not applicable*, *no answer yet* and *silent* never look alike. */
export function ShownMark({ shownAs, count }: { shownAs: ShownAs | 'not_asked'; count?: number }) {
  const say = useSay();
  const known = shownAs === 'not_asked' ? undefined : shownOrder.find((one) => one === shownAs);
  return (
    <span className={`mark mark-${shownAs}`} title={known && say(`shownHint.${known}`)}>
      <Icon name={known ?? 'not_asked'} />
      <span>{wordOr(say, `shown.${shownAs}`, shownAs)}</span>
      {count !== undefined && <b>{count}</b>}
    </span>
  );
}
