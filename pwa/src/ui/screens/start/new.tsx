// A browser that belongs to no service yet: its way in is a code or a link.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useDesk, useView } from '../../desk';
import { BareFrame } from '../../frame/bare-frame';
import { Button } from '../../parts/button';
import { useDoing } from '../../parts/doing';
import { Field, Form } from '../../parts/field';
import { StatusNote } from '../../parts/note';
import { useSay } from '../../words/say';
import { SafariNote } from './safari';
import { Scan } from './scan';
import { TongueChoice } from './tongue';

/** The secret part of a join or set-up link; null where the text is none. */
export function fragmentOf(text: string): string | null {
  return /#(?:join|setup)=\S+$/u.exec(text.trim())?.[0] ?? null;
}

export function New({ open }: { readonly open: (fragment: string) => void }): JSX.Element {
  const say = useSay();
  const { files, install } = useDesk();
  const doing = useDoing();
  const setup = useView('setup', undefined).value;
  const scanning = useSignal(false);
  const link = useSignal('');
  const wrong = useSignal(false);
  const found = (text: string): boolean => {
    const fragment = fragmentOf(text);
    if (fragment !== null) open(fragment);
    return fragment !== null;
  };
  return (
    <BareFrame title={say('frame-amanat')} stage="new">
      {files.updateWaits.value ? (
        <StatusNote role="status">
          <p>{say('start-update')}</p>
          <Button
            press={() => {
              files.takeOver();
            }}
          >
            {say('start-update-now')}
          </Button>
        </StatusNote>
      ) : null}
      {setup?.phase === 'questions' ? (
        <StatusNote>
          <p>{say('start-not-finished')}</p>
          <p>{say('start-not-finished-link')}</p>
        </StatusNote>
      ) : null}
      {install.wouldLoseFilms ? (
        <SafariNote />
      ) : scanning.value ? (
        <Scan
          found={found}
          stop={() => {
            scanning.value = false;
          }}
        />
      ) : (
        <>
          <p>{say('start-new')}</p>
          <Button
            kind="main"
            icon="tablet"
            press={() => {
              scanning.value = true;
            }}
          >
            {say('start-new-scan')}
          </Button>
          <Form
            label={say('start-new-paste')}
            doing={doing}
            work={async () => {
              wrong.value = !found(link.value);
            }}
          >
            <Field
              label={say('start-new-paste')}
              value={link}
              maxLength={2000}
              wrong={wrong.value ? say('error-enrol-link') : null}
            />
            <Button type="submit">{say('start-new-open')}</Button>
          </Form>
        </>
      )}
      <TongueChoice />
    </BareFrame>
  );
}
