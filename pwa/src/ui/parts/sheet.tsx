// A sheet over the screen: a modal dialog with words to close it.  Esc closes it, and the focus returns.
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useTongue } from '../words/say';
import { Button } from './button';

export function Sheet(props: {
  readonly title: string;
  readonly close: () => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { language, say } = useTongue();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="sheet"
      lang={language}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        props.close();
      }}
    >
      <div class="sheet-head">
        <h2 id={id}>{props.title}</h2>
        <Button press={props.close}>{say('frame-close')}</Button>
      </div>
      <div class="stack">{props.children}</div>
    </dialog>
  );
}
