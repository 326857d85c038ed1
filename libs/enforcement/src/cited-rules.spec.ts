import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { ARTICLES, cited, type CitedRule } from './cited-rules.js';

interface Register {
  readonly sections: readonly { readonly rules: readonly { id: string; source: string; tag: string }[] }[];
}

const { sections } = parse(readFileSync('docs/law/rules.yaml', 'utf8')) as Register;
const register = new Map(sections.flatMap(({ rules }) => rules.map((rule) => [rule.id, rule] as const)));
const numbers = (text: string) => text.match(/\d+/g) ?? [];

describe('the article a refusal names', () => {
  it.each(Object.keys(ARTICLES) as CitedRule[])('of %s is the one the register of the law has', (rule) => {
    const { source, tag } = register.get(rule) ?? { source: '', tag: '' };
    const { article } = cited(rule);
    if (tag === 'D') expect(article).toMatch(/（.+）$/);
    else expect(numbers(source)).toEqual(expect.arrayContaining(numbers(article)));
  });
});
