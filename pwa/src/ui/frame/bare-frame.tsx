// Screens before anybody works here: set-up, join, unlock, trouble.  They have no rail and no corners of a visit.
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useTongue } from '../words/say';
import { TongueMarks } from './app-frame';

export function BareFrame(props: {
  readonly title: string;
  /** The stage of the door in a word, for whoever looks from outside. */
  readonly stage: string;
  /** Beside the title, at its right: chips, a clock. */
  readonly beside?: ComponentChildren;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { language } = useTongue();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, [props.title]);
  return (
    <div class="frame bare" lang={language}>
      <header>
        <div class="titles">
          <h1 ref={heading} tabIndex={-1}>
            {props.title}
          </h1>
          <TongueMarks />
          {props.beside}
        </div>
      </header>
      <main data-stage={props.stage}>
        <div class="bare-column">{props.children}</div>
      </main>
    </div>
  );
}
