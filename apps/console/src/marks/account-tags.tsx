import { type AccountMark, type MarkView, type Strange } from '../api/party-views.js';
import { useSay } from '../words/language.js';

/** That a thing may be, or is, another's (R7.1-2). */
export function StrangeTag({ strange }: { strange: Strange | undefined }) {
  const say = useSay();
  if (strange === undefined) return null;
  return <span className={`tag ${strange === 'doubted' ? 'tag-warn' : 'tag-alarm'}`}>{say(`assets.strange.${strange}`)}</span>;
}

/** What makes an account delicate, and from where it is known. */
export function MarkTags({ marks, onRemove }: { marks: readonly MarkView[]; onRemove?: (mark: AccountMark) => void }) {
  const say = useSay();
  return marks.map(({ mark, from }) => (
    <span key={mark} className="tag tag-ask" title={say(`mark.from.${from}`)}>
      {say(`mark.${mark}`)}
      {onRemove && from === 'person' && (
        <button type="button" className="tag-close" aria-label={say('mark.remove')} onClick={() => onRemove(mark)}>
          ×
        </button>
      )}
    </span>
  ));
}
