import { Button } from 'antd';
import { type ReactNode } from 'react';
import { type DemoPerson } from './api/views.js';
import { LanguageSwitch } from './language-switch.js';
import { useLegalDay } from './legal-day.js';
import { hashOf } from './route.js';
import { endSession } from './session.js';
import { useSay } from './words/language.js';

export function Shell({ person, children }: { person: DemoPerson; children: ReactNode }) {
  const say = useSay();
  const legalDay = useLegalDay();
  return (
    <>
      <a
        className="skip"
        href="#content"
        onClick={(event) => {
          // the hash is our route: move the focus instead of the address
          event.preventDefault();
          document.getElementById('content')?.focus();
        }}
      >
        {say('app.skip')}
      </a>
      <header className="top">
        <a className="brand" href={hashOf({ page: 'cases' })}>
          {say('app.name')}
        </a>
        <span className="subtitle">{say('app.subtitle')}</span>
        <span className="top-right">
          <span>
            {say('app.legalDate')} <b className="number">{legalDay}</b>
          </span>
          <span>
            {person.name}
            <span className="role"> · {say(`role.${person.role}`)}</span>
          </span>
          <LanguageSwitch />
          <Button ghost onClick={endSession}>
            {say('app.signOut')}
          </Button>
        </span>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}
