import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import './styles.css';
import './marks/marks.css';
import './case/case.css';
import './orders/orders.css';
import { LanguageOfPage } from './words/language.js';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');
createRoot(root).render(
  <StrictMode>
    <LanguageOfPage>
      <App />
    </LanguageOfPage>
  </StrictMode>,
);
