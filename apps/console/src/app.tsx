import { App as MessagesOfPage, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { CasePage } from './case/case-page.js';
import { CasesPage } from './cases/cases-page.js';
import { NamesOfCourt } from './names.js';
import { useRoute } from './route.js';
import { usePerson } from './session.js';
import { Shell } from './shell.js';
import { SignInPage } from './sign-in-page.js';
import { theme } from './theme.js';
import { useLanguage } from './words/language.js';

export function App() {
  const { language } = useLanguage();
  return (
    <ConfigProvider
      locale={language === 'zh' ? zhCN : enUS}
      theme={theme}
      componentSize="small"
      button={{ autoInsertSpace: false }}
    >
      <MessagesOfPage>
        <Pages />
      </MessagesOfPage>
    </ConfigProvider>
  );
}

function Pages() {
  const person = usePerson();
  const route = useRoute();
  if (person === undefined) return <SignInPage />;
  return (
    // Another person sees other things: nothing of the one before may stay on the page.
    <NamesOfCourt key={person.id}>
      <Shell person={person}>
        {route.page === 'case' ? <CasePage key={route.caseId} caseId={route.caseId} tab={route.tab} /> : <CasesPage />}
      </Shell>
    </NamesOfCourt>
  );
}
