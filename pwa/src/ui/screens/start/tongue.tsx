// The language of the screens, for who has joined nothing yet: the first of the browser's own that there is, and here
// another one.
import type { JSX } from 'preact';
import { useDesk } from '../../desk';
import { AnswerSet } from '../../parts/answers';
import { LANGUAGES, useSay } from '../../words/say';

export function TongueChoice(): JSX.Element {
  const say = useSay();
  const { language, vault } = useDesk();
  return (
    <AnswerSet
      small
      label={say('frame-language')}
      answers={LANGUAGES.map((value) => ({ value, words: say('frame-language-is', { tag: value }) }))}
      chosen={language.value}
      choose={(chosen) => {
        void vault.ask('looks.choose', { language: chosen }).catch(() => undefined);
      }}
    />
  );
}
