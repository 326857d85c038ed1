// What test:law:mutate changes: in code each condition, boundary, constant, sign and early return; in config/law each value.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { parseDocument, visit } from 'yaml';

const K = ts.SyntaxKind;
const OTHER_SIGN = new Map([
  [K.LessThanToken, ['<=', '>']],
  [K.LessThanEqualsToken, ['<', '>']],
  [K.GreaterThanToken, ['>=', '<']],
  [K.GreaterThanEqualsToken, ['>', '<']],
  [K.EqualsEqualsEqualsToken, ['!==']],
  [K.ExclamationEqualsEqualsToken, ['===']],
  [K.AmpersandAmpersandToken, ['||']],
  [K.BarBarToken, ['&&']],
  [K.PlusToken, ['-']],
  [K.MinusToken, ['+']],
  [K.AsteriskToken, ['/']],
  [K.SlashToken, ['*']],
  [K.PlusEqualsToken, ['-=']],
  [K.MinusEqualsToken, ['+=']],
]);
const OTHER_CALL = new Map([
  ['some', 'every'],
  ['every', 'some'],
  ['minFen', undefined],
  ['min', 'max'],
  ['max', 'min'],
]);

/** Mutants of one source file: `{ file, start, end, line, from, to }`, offsets into its text. */
export function codeMutants(root, file) {
  const text = readFileSync(path.join(root, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = [];
  const add = (node, to, from = node.getText(source)) => {
    const start = node.getStart(source);
    const line = source.getLineAndCharacterOfPosition(start).line + 1;
    found.push({ file, start, end: node.getEnd(), line, from, to });
  };
  const look = (node) => {
    // types and imports say nothing at run time; what an error says to people is no rule
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node))
      return;
    if (ts.isThrowStatement(node) || (ts.isPropertyAssignment(node) && node.name.getText(source) === 'message')) return;
    if (ts.isBinaryExpression(node)) mutateBinary(node, text, source, add);
    if (ts.isIfStatement(node)) {
      add(node.expression, 'true');
      add(node.expression, 'false');
    }
    if (ts.isConditionalExpression(node)) add(node.condition, `!(${node.condition.getText(source)})`);
    if (ts.isNumericLiteral(node)) add(node, String(Number(node.text) + 1));
    if (ts.isBigIntLiteral(node)) add(node, `${BigInt(node.text.slice(0, -1)) + 1n}n`);
    if (node.kind === K.TrueKeyword) add(node, 'false');
    if (node.kind === K.FalseKeyword) add(node, 'true');
    if (ts.isPrefixUnaryExpression(node) && node.operator === K.MinusToken) add(node, `+${node.operand.getText(source)}`);
    if (ts.isCallExpression(node)) mutateCall(node, source, add);
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

function mutateBinary(node, text, source, add) {
  const sign = node.operatorToken;
  if (isText(node.left) || isText(node.right)) {
    if (sign.kind === K.PlusToken) return;
  }
  for (const other of OTHER_SIGN.get(sign.kind) ?? []) add(sign, other, node.getText(source).replaceAll(/\s+/g, ' '));
  if (sign.kind === K.QuestionQuestionToken && node.right.kind !== K.Identifier) add(node, node.left.getText(source));
}

function mutateCall(node, source, add) {
  const called = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
  const name = called.getText(source);
  if (name === 'minFen' && node.arguments.length === 2) {
    const [a, b] = node.arguments;
    add(node, a.getText(source));
    add(node, b.getText(source));
  } else if (OTHER_CALL.get(name) !== undefined) add(called, OTHER_CALL.get(name), node.getText(source).replaceAll(/\s+/g, ' '));
  if (name === 'filter' && ts.isPropertyAccessExpression(node.expression)) add(node, node.expression.expression.getText(source));
}

const isText = (node) => ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);

/** Keys whose words are for people, and those that name a value rather than being one. */
const FOR_PEOPLE = new Set([
  'zh',
  'en',
  'because',
  'authority',
  'source',
  'confidence',
  'name',
  'code',
  'title',
  'note',
  'from',
  'rule',
  'city',
]);

/** Mutants of one file of config/law. */
export function lawMutants(root, file) {
  const text = readFileSync(path.join(root, file), 'utf8');
  const document = parseDocument(text);
  const words = new Map();
  const scalars = [];
  visit(document, {
    Scalar(key, node, above) {
      if (key === 'key' || node.range == null) return;
      const pair = above.findLast((one) => one?.key !== undefined);
      const name = String(pair?.key?.value ?? '');
      if (FOR_PEOPLE.has(name)) return;
      const known = words.get(name) ?? new Set();
      if (typeof node.value === 'string') words.set(name, known.add(node.value));
      scalars.push({ name, node });
    },
  });
  return scalars.flatMap(({ name, node }) => {
    const [start, end] = node.range;
    const from = text.slice(start, end);
    const line = text.slice(0, start).split('\n').length;
    return otherValues(node.value, from, words.get(name) ?? new Set()).map((to) => ({
      file,
      start,
      end,
      line,
      from: `${name}: ${from}`,
      to,
    }));
  });
}

function otherValues(value, from, known) {
  if (typeof value === 'boolean') return [String(!value)];
  if (typeof value === 'number') return [Number.isInteger(value) ? String(value + 1) : `${from}1`];
  if (typeof value !== 'string') return [];
  if (/^\d+(\.\d+)?$/.test(value)) {
    const more = value.replace(/\d$/, (last) => String((Number(last) + 1) % 10));
    return [`'${more}'`];
  }
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return [`'${value.slice(0, 8)}${value.endsWith('01') ? '02' : '01'}'`];
  // a word becomes another word of the same key: allowed, barred, deposit …
  const another = [...known].find((word) => word !== value) ?? `${value}_not`;
  return [another];
}
