import { type RequestView } from '../api/order-views.js';
import { ShownMark } from '../marks/shown-mark.js';
import { useInstitutionName } from '../names.js';
import { RequestFacts } from './request-facts.js';

/** All institutions of an inquiry at a glance: 24 fit on one screen. */
export function InstitutionMatrix({ requests }: { requests: readonly RequestView[] }) {
  const institutionName = useInstitutionName();
  return (
    <ul className="matrix">
      {requests.map((request) => (
        <li key={request.id} className={`cell cell-${request.shownAs}`} data-institution={request.institution}>
          <span className="cell-name">{institutionName(request.institution, request.institutionName)}</span>
          <ShownMark shownAs={request.shownAs} />
          <span className="cell-facts">
            <RequestFacts request={request} />
          </span>
        </li>
      ))}
    </ul>
  );
}
