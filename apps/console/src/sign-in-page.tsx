import { get } from './api/calls.js';
import { useResource } from './api/resource.js';
import { type DemoPerson } from './api/views.js';
import { LanguageSwitch } from './language-switch.js';
import { Empty } from './marks/empty.js';
import { ProblemNotice } from './marks/problem-notice.js';
import { signIn } from './session.js';
import { useSay } from './words/language.js';

export function SignInPage() {
  const say = useSay();
  const people = useResource('people', (signal) => get<readonly DemoPerson[]>('/demo/people', signal));
  const persons = people.value?.filter((person) => person.role !== 'service');
  return (
    <main className="sign-in">
      <div className="sign-in-head">
        <span className="brand">{say('app.name')}</span>
        <span>{say('app.subtitle')}</span>
        <LanguageSwitch />
      </div>
      <h1>{say('signIn.title')}</h1>
      {people.problem && <ProblemNotice problem={people.problem} onRetry={people.reload} />}
      {persons?.length === 0 && <Empty>{say('signIn.none')}</Empty>}
      <ul className="people">
        {persons?.map((person) => (
          <li key={person.id}>
            <button type="button" data-person={person.id} onClick={() => signIn(person)}>
              <span className="person-name">{person.name}</span>
              <span className="quiet">{say(`role.${person.role}`)}</span>
            </button>
          </li>
        ))}
      </ul>
      <p className="quiet">{say('signIn.hint')}</p>
    </main>
  );
}
