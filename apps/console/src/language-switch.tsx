import { Segmented } from 'antd';
import { type Language, useLanguage } from './words/language.js';

export function LanguageSwitch() {
  const { language, speak, say } = useLanguage();
  return (
    <Segmented<Language>
      className="language-switch"
      aria-label={say('app.language')}
      value={language}
      onChange={speak}
      options={[
        { value: 'zh', label: '中文' },
        { value: 'en', label: 'English' },
      ]}
    />
  );
}
