import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { en } from './en.js';
import { type Word, type Words, zh } from './zh.js';

export type Language = 'zh' | 'en';
const dictionaries: Record<Language, Words> = { zh, en };
const key = 'chakong.language';

/** Says a word; `{name}` in it is filled from `facts`. */
export type Say = (word: Word, facts?: Readonly<Record<string, string | number>>) => string;

interface Speech {
  readonly language: Language;
  readonly say: Say;
  readonly speak: (language: Language) => void;
}

const Context = createContext<Speech | undefined>(undefined);

export function LanguageOfPage({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() => (localStorage.getItem(key) === 'en' ? 'en' : 'zh'));
  const words = dictionaries[language];
  useEffect(() => {
    localStorage.setItem(key, language);
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
  const say: Say = (word, facts = {}) => words[word].replace(/\{(\w+)\}/g, (hole, name: string) => String(facts[name] ?? hole));
  return <Context value={{ language, say, speak: setLanguage }}>{children}</Context>;
}

export function useLanguage(): Speech {
  const speech = useContext(Context);
  if (speech === undefined) throw new Error('There is no LanguageOfPage above.');
  return speech;
}

export function useSay(): Say {
  return useLanguage().say;
}

/** The word if the dictionary knows it, else what the api sent: a new code must stay visible. */
export function wordOr(say: Say, word: string, sent: string): string {
  return word in zh ? say(word as Word) : sent;
}
