import { type AssetsView } from './assets-view.js';

const HEAD = ['机构代码', '机构', '答复', '类别', '账号或编号', '账户类别', '余额', '可用余额', '数据时间', '在先措施'];

/** The assets as a table for a spreadsheet: UTF-8 with BOM, one line per account or asset, and one per institution that has none. */
export function assetsCsv(view: AssetsView): string {
  const lines = view.institutions.flatMap(({ code, name, shownAs, asOf }) => {
    const head = [code, name, shownAs];
    const accounts = view.accounts
      .filter((one) => one.institution === code)
      .map((one) => [...head, 'account', one.account, one.class, one.balance, one.available, one.asOf, priors(one)]);
    const assets = view.assets
      .filter((one) => one.institution === code)
      .map((one) => [...head, one.kind, one.assetId, one.description, '', '', one.asOf, priors(one)]);
    const found = [...accounts, ...assets];
    return found.length > 0 ? found : [[...head, '', '', '', '', '', asOf ?? '', '']];
  });
  return `\uFEFF${[HEAD, ...lines].map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
}

function priors(one: { priorMeasures: { authority: string; documentNumber: string }[] }): string {
  return one.priorMeasures.map(({ authority, documentNumber }) => `${authority} ${documentNumber}`).join('; ');
}

/** A long account number must stay text, and a bank's text must never become a formula. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : /^\d{12,}$/.test(text) ? `\t${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
