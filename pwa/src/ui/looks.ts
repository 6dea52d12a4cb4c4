// Puts on what was chosen for this tablet: size of the text, light or dark, the hand, the language.
import { effect, type Signal } from '@preact/signals';
import type { PageVault } from './vault';
import { firstOf, type Language } from './words/say';

/** The marks that style/tokens.css and style/frame.css look at; they follow the vault for as long as the page lives. */
export function wearLooks(vault: PageVault, language: Signal<Language>, root: HTMLElement): () => void {
  return effect(() => {
    const looks = vault.looks.value;
    if (looks === null) return;
    mark(root, 'text', looks.text === 'normal' ? null : looks.text);
    mark(root, 'theme', looks.theme === 'tablet' ? null : looks.theme);
    mark(root, 'hand', looks.hand === 'left' ? 'left' : null);
    language.value = looks.language ?? firstOf(navigator.languages);
  });
}

function mark(root: HTMLElement, name: string, value: string | null): void {
  if (value === null) root.removeAttribute(`data-${name}`);
  else root.setAttribute(`data-${name}`, value);
}
