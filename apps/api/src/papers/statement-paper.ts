import { type RegisteredCase } from '#storage/cases/case-register.js';
import { type StatementView } from '../statement/statement-view.js';
import { countInWords, dayInFigures, dayInWords, grouped } from '#papers/chinese-words.js';
import { paper, type Paper } from '#papers/paper.js';
import { BODY, NUMBER, type Sheet, type Style, TITLE } from '#papers/sheet.js';

const COMPONENT = {
  enforcement_costs: '执行费用',
  costs_awarded: '判决确定的费用',
  ordinary_interest: '一般债务利息',
  damages: '违约金、赔偿金',
  principal: '本金',
  doubled_part: '加倍部分债务利息',
} as const;
const MEANS = {
  performance: '履行',
  deduction: '扣划',
  income_withdrawal: '提取收入',
  auction: '拍卖、变卖',
  set_off: '抵销',
  other: '其他',
} as const;
const GROUND = { review_not_asked_by_debtor: '非因被执行人申请审查执行依据而中止或者暂缓执行', retrial: '再审中止执行' } as const;
const UNIT: Readonly<Record<string, string>> = { day: '日', month: '月', year: '年' };
const HEADING: Style = { size: 13, leading: 24, weight: 'bold', align: 'left', keepsWith: 72 };
const TEXT: Style = { size: 11, leading: 19, indent: 2 };
const NOTE: Style = { size: 10, leading: 16, indent: 2 };

type ClaimView = StatementView['claims'][number];
type LineView = ClaimView['lines'][number];

/** 债权计算书: the statement of account of a case, every line to be checked with pencil and paper. */
export function statementPaper(view: StatementView, one: RegisteredCase): Promise<Paper> {
  const names = new Map(one.parties.map(({ id, name }) => [id, name]));
  const debtors = one.parties.filter(({ role }) => role === 'debtor').map(({ name }) => name);
  const court = one.one.courtName;
  return paper(`债权计算书 ${view.caseNumber}`, { court, day: view.on, ...view }, (sheet) => {
    sheet.paragraph(court, TITLE);
    sheet.paragraph('债 权 计 算 书', TITLE);
    sheet.gap(6);
    sheet.paragraph(view.caseNumber, NUMBER);
    sheet.gap(6);
    sheet.paragraph(`被执行人${debtors.join('、')}，${one.one.cause}。计算截止${dayInFigures(view.on)}（含当日）。`, BODY);
    view.claims.forEach((claim, index) => {
      const creditor = names.get(claim.creditorId) ?? '';
      sheet.paragraph(`${countInWords(index + 1)}、${creditor}：${claim.title}`, HEADING);
      writeClaim(sheet, claim);
    });
    writeTotals(sheet, view);
    sheet.seal(court, dayInWords(view.on), { before: conventionsOf(view) });
  });
}

function writeClaim(sheet: Sheet, claim: ClaimView): void {
  const columns = [
    { head: '项目', share: 5 },
    { head: '应付', share: 3, align: 'right' as const },
    { head: '已付', share: 3, align: 'right' as const },
    { head: '未付', share: 3, align: 'right' as const },
    { head: '依据', share: 5 },
  ];
  const rows = claim.lines.map((line) => [nameOf(line), ...figures(line), `${articleInChinese(line.article)}（${line.rule}）`]);
  sheet.table(columns, [...rows, ['小计', ...figures(claim.totals), '']], true);
  const reckoned = claim.lines.flatMap((line) => [...sumRow(line), ...stepRows(line)]);
  if (reckoned.length > 0) sheet.table(STEP_COLUMNS, reckoned);
  if (claim.payments.length > 0) sheet.table(PAYMENT_COLUMNS, paymentRows(claim));
  if (claim.termsVersion === undefined) sheet.paragraph('注：尚未录入执行依据确定的计息条件，本项只列本金，未计利息。', NOTE);
  const periods = new Map(claim.notReckoned.map((period) => [`${period.from} ${period.until}`, period]));
  for (const { from, until } of periods.values()) {
    sheet.paragraph(
      `注：${dayInFigures(from)}至${dayInFigures(until)}适用2014年8月1日前的规定，本表未计算该期间的迟延履行利息（法释〔2014〕8号第7条，R4.1-7）。`,
      NOTE,
    );
  }
  for (const { from, until, ground } of claim.exclusions) {
    sheet.paragraph(
      `注：${dayInFigures(from)}至${dayInFigures(until)}${GROUND[ground]}，不计加倍部分债务利息（法释〔2014〕8号第3条第3款，R4.1-5）。`,
      NOTE,
    );
  }
  sheet.gap(6);
}

const STEP_COLUMNS = [
  { head: '计算项目', share: 4.2 },
  { head: '起止\n（含首末日）', share: 3.3 },
  { head: '天数', share: 1.9, align: 'right' as const },
  { head: '算式（元）', share: 7 },
  { head: '结果\n（未舍入）', share: 3.6, align: 'right' as const },
];

/** A sum a table of fees gave, or one that was converted first. */
function sumRow(line: LineView): string[][] {
  const name = nameOf(line);
  if (line.fee !== undefined) return [[name, '—', '—', formulaOf(line.fee), line.gross]];
  if (line.converted === undefined) return [];
  const { currency, amount, on, rate } = line.converted;
  return [[name, on, '—', `${amount} ${currency}×${rate}\n（当日中间价）`, line.gross]];
}

function formulaOf({ formula, cappedAt }: NonNullable<LineView['fee']>): string {
  return cappedAt === undefined ? formula : `${formula}，最高${cappedAt}`;
}

function stepRows(line: LineView): string[][] {
  return line.steps.map((step) => [
    nameOf(line),
    `${step.from}\n${step.until}`,
    step.excludedDays === 0 ? String(step.days) : `${step.days}\n扣除${step.excludedDays}`,
    // in one piece: a formula parted at its signs is read wrongly
    step.formula.replaceAll(' ', ''),
    step.exact,
  ]);
}

const PAYMENT_COLUMNS = [
  { head: '付款日', share: 3 },
  { head: '方式', share: 2.6, align: 'centre' as const },
  { head: '金额', share: 3, align: 'right' as const },
  { head: '清偿顺序与抵充', share: 8 },
];

function paymentRows({ payments, lines }: ClaimView): string[][] {
  const names = new Map(lines.map((line) => [line.id, `${COMPONENT[line.component]} ${line.label}`]));
  return payments.map(({ on, means, amount, shares, left }) => [
    on,
    MEANS[means],
    grouped(amount),
    [
      ...shares.map((share) => `${names.get(share.line) ?? ''} ${grouped(share.amount)}`),
      ...(left === '0.00' ? [] : [`余 ${grouped(left)}`]),
    ].join('；'),
  ]);
}

function nameOf(line: LineView): string {
  const rate = line.ratePercent === undefined ? [] : [`（${line.ratePercent}%/${UNIT[line.per ?? ''] ?? ''}）`];
  return [COMPONENT[line.component], ...rate, line.label].join('\n');
}

function figures({ gross, paid, owed }: { gross: string; paid: string; owed: string }): string[] {
  return [gross, paid, owed].map(grouped);
}

function writeTotals(sheet: Sheet, { fee, totals }: StatementView): void {
  const rows = [
    ...(fee === undefined ? [] : [['执行申请费（预计，执行后交纳）', ...figures(fee)]]),
    ['合计', ...figures(totals)],
  ];
  sheet.paragraph('合计（人民币元）', HEADING);
  sheet.table(
    [
      { head: '项目', share: 6 },
      { head: '应付', share: 3, align: 'right' },
      { head: '已付', share: 3, align: 'right' },
      { head: '未付', share: 3, align: 'right' },
    ],
    rows,
    true,
  );
  if (fee?.fee !== undefined)
    sheet.paragraph(`注：执行申请费＝${formulaOf(fee.fee)}（${articleInChinese(fee.article)}，${fee.rule}）。`, NOTE);
  if (totals.overpaid !== '0.00') sheet.paragraph(`多付${grouped(totals.overpaid)}元，应予退还。`, TEXT);
}

/** How it was reckoned: a reader who counts otherwise must see where we differ (R4.3-1, R4.3-2). */
function conventionsOf({ claims }: StatementView): string {
  const named = claims.flatMap(({ lines }) =>
    lines.flatMap(({ component, convention }) =>
      convention === undefined ? [] : `${COMPONENT[component]}${conventionInChinese(convention)}`,
    ),
  );
  const days = [...new Set(named)].join('；');
  return (
    `计算口径：${days === '' ? '' : `按实际天数计算，${days}。`}利息按分数精确计算，每一项目最后四舍五入到分一次；` +
    `每笔款项按其付款日抵充，扣划以划拨之日为准（法释〔2014〕8号第3条）。`
  );
}

/** The conventions the view names, in the words of the paper. */
function conventionInChinese(convention: string): string {
  const first = convention.includes('first day counts') ? '首日计入' : '首日不计入';
  const unit = /a (month|year) has (\d+) days/.exec(convention);
  return unit === null ? `${first}、末日计入` : `${first}、末日计入、一${UNIT[unit[1] ?? ''] ?? ''}按${unit[2] ?? ''}天`;
}

const SOURCES: readonly (readonly [RegExp, string])[] = [
  [/CPL 2023/g, '民事诉讼法'],
  [/CPL Interp\./g, '民诉法解释'],
  [/; /g, '；'],
  [/ arts?\. ([\d, ]*\d)(?:\((\d+)\))?/g, '第$1条第$2款'],
  [/第款/g, ''],
  [/(\d), (?=\d)/g, '$1、'],
];

/** `法释〔2014〕8号 art. 1(3)` as a Chinese paper writes it: 法释〔2014〕8号第1条第3款. */
export function articleInChinese(article: string): string {
  return SOURCES.reduce((text, [written, chinese]) => text.replaceAll(written, chinese), article);
}
