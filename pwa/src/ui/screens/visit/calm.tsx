// For a moment after Stop nothing can be pressed: a hand that meant Stop must not answer the next question.
import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';

const CALM_MS = 600;

export function Calm({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const calm = useSignal(true);
  useEffect(() => {
    const timer = setTimeout(() => {
      calm.value = false;
    }, CALM_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  const swallow = (event: Event): void => {
    if (!calm.value) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      class="stack wide"
      aria-busy={calm.value}
      onClickCapture={swallow}
      onPointerDownCapture={swallow}
      onKeyDownCapture={swallow}
    >
      {children}
    </div>
  );
}
