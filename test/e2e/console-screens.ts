// Looks at the console with a real browser: signs in, opens the newest case and saves every tab in both languages at 1366×768.
// API_URL=http://127.0.0.1:3000 node test/e2e/console-screens.ts <folder> [case id]; exits 1 when the browser's console showed an error
// or a page needs to be scrolled sideways.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const api = process.env['API_URL'] ?? 'http://127.0.0.1:3000';
const folder = process.argv[2] ?? path.join('.local', 'screens');
const chosenCase = process.argv[3];
const size = { width: 1366, height: 768 };
const tabs = ['orders', 'assets', 'parties', 'freezes', 'stays', 'fund', 'findings', 'watch', 'audit'];
const words = {
  zh: { switch: '中文', list: '执行案件', silent: '未答复' },
  en: { switch: 'English', list: 'Enforcement cases', silent: 'Silent' },
};
type Language = keyof typeof words;

const problems: string[] = [];

function note(where: string, what: string): void {
  problems.push(`${where}: ${what}`);
}

async function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'].concat([
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
    ]),
  });
}

async function save(page: Page, name: string): Promise<void> {
  // live pages never fall silent on the network, so wait for what is drawn instead
  await page.waitForTimeout(700);
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
  const wide = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  if (wide > 0) note(name, `the page is ${wide} px wider than the screen`);
  const alarms = await page.locator('.problem').allInnerTexts();
  for (const alarm of alarms) note(name, `the page shows a problem: ${alarm.replaceAll('\n', ' ').slice(0, 200)}`);
}

async function newestCase(page: Page): Promise<string> {
  const href = await page.locator('tbody a[href*="#/cases/"]').first().getAttribute('href');
  const id = /#\/cases\/([\w-]+)/.exec(href ?? '')?.[1];
  if (id === undefined) throw new Error(`${api} shows no case; play a story first.`);
  return id;
}

async function lookAt(browser: Browser, language: Language): Promise<void> {
  const context = await browser.newContext({ viewport: size, timezoneId: 'UTC', locale: 'en-GB' });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      note(language, `console ${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => note(language, `page error: ${error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 400)
      note(language, `${response.status()} ${response.request().method()} ${new URL(response.url()).pathname}`);
  });

  await page.goto(`${api}/`);
  await page.getByText(words[language].switch, { exact: true }).click();
  await page.locator('[data-person]').first().waitFor();
  await save(page, `${language}-0-sign-in`);
  await page.locator('[data-person="judge-wei"]').click();
  await page.getByRole('heading', { name: words[language].list }).waitFor();
  await page.locator('tbody a[href*="#/cases/"]').first().waitFor();
  await save(page, `${language}-1-cases`);

  const caseId = chosenCase ?? (await newestCase(page));
  for (const [index, tab] of tabs.entries()) {
    await page.goto(`${api}/#/cases/${caseId}/${tab}`);
    await page.locator(`[data-tab="${tab}"]`).waitFor();
    await save(page, `${language}-${index + 2}-${tab}`);
  }
  await page.goto(`${api}/#/cases/${caseId}/orders`);
  await page.locator('.live-live').waitFor({ timeout: 10_000 });
  await context.close();
}

mkdirSync(folder, { recursive: true });
const browser = await launch();
try {
  for (const language of ['zh', 'en'] as const) await lookAt(browser, language);
} finally {
  await browser.close();
}
console.log(`${2 * (tabs.length + 2)} screenshots in ${folder}`);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
