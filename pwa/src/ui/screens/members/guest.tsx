// A tablet that wants to join: the admin types the six words that the other reads out.  There is no button that says
// "they are the same"; They differ stands beside Let it join, and is as large.  A tablet that has scanned its code in
// this room needs no words: its keys were checked against the code, which was never sent.
import { signal, useSignal, useSignalEffect, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useId, useMemo, useRef } from 'preact/hooks';
import type { EnrolView } from '../../../vault/api';
import { useDesk } from '../../desk';
import { Button } from '../../parts/button';
import { Fault, useDoing, Wait } from '../../parts/doing';
import { useSay } from '../../words/say';

const WORDS = 6;

export function Guest(props: { readonly guest: EnrolView; readonly tell: (words: string) => void }): JSX.Element {
  const { guest, tell } = props;
  const say = useSay();
  const id = useId();
  const { vault } = useDesk();
  const [joining, differing] = [useDoing(), useDoing()];
  const words = useMemo(() => Array.from({ length: WORDS }, () => signal('')), []);
  const here = useSignal(guest.room);
  const whole = words.every((word) => word.value.trim() !== '');
  const { enrol, further, name } = guest;
  return (
    <section class="card stack wide" aria-labelledby={id}>
      <h2 id={id}>{say('members-guest')}</h2>
      <p>
        {further
          ? say('members-guest-further', { name })
          : say('members-guest-who', { name, role: say('members-role', { role: guest.role }) })}
      </p>
      {here.value ? (
        <p>
          <strong>{say('members-room')}</strong> {say('members-room-why')}
        </p>
      ) : (
        <>
          <p>
            <strong>{say('members-guest-words')}</strong> {say('members-guest-hint')}
          </p>
          <SixWords words={words} />
        </>
      )}
      <div class="answers small two">
        {here.value ? (
          <Button
            class="equal"
            press={() => {
              here.value = false;
            }}
          >
            {say('members-room-not')}
          </Button>
        ) : (
        <Button
          class="equal"
          doing={differing}
          work={async () => {
            await vault.ask('members.differ', { enrol });
            tell(say('members-refused'));
          }}
        >
          {say('members-differ')}
        </Button>
        )}
        <Button
          class="equal"
          doing={joining}
          unavailable={here.value || whole ? null : say('members-not-all')}
          work={async () => {
            if (here.value) await vault.ask('members.let-in-here', { enrol });
            else await vault.ask('members.let-in', { enrol, words: words.map((word) => word.value.trim()).join(' ') });
            tell(say('members-joined', { name }));
          }}
        >
          {say(here.value ? 'members-room-let-in' : 'members-let-in')}
        </Button>
      </div>
      <Wait doing={joining} words={say('members-letting-in')} />
      <Fault doing={joining} />
      <Fault doing={differing} />
    </section>
  );
}

/** Six fields; the letters that are typed in one offer the words that begin so, and a tap goes on to the next. */
function SixWords({ words }: { readonly words: readonly Signal<string>[] }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const fields = useRef<(HTMLInputElement | null)[]>([]);
  const at = useSignal(0);
  const offered = useSignal<readonly string[]>([]);
  useSignalEffect(() => {
    const start = words[at.value]?.value ?? '';
    let stale = false;
    void vault.ask('members.words', { start }).then(
      (found) => {
        if (!stale) offered.value = found;
      },
      () => undefined,
    );
    return () => {
      stale = true;
    };
  });
  const take = (word: string): void => {
    const field = words[at.value];
    if (field !== undefined) field.value = word;
    fields.current[Math.min(at.value + 1, WORDS - 1)]?.focus();
  };
  const typed = (place: number, text: string): void => {
    // Six words that come at once fill six fields.
    const parts = text.trim().split(/\s+/u);
    const filled = parts.length === 1 ? [text] : parts;
    words.slice(place, place + filled.length).forEach((word, i) => {
      word.value = filled[i] ?? '';
    });
  };
  const own = (words[at.value]?.value ?? '').trim().toLowerCase();
  const shown = offered.value.filter((word) => word !== own);
  return (
    <>
      <div class="six-words">
        {words.map((word, place) => (
          <div class="field" key={place}>
            <label>
              {say('members-word', { n: place + 1 })}
              <input
                ref={(field) => {
                  fields.current[place] = field;
                }}
                lang="en"
                translate={false}
                autocomplete="off"
                autocapitalize="none"
                spellcheck={false}
                value={word.value}
                onFocus={() => {
                  at.value = place;
                }}
                onInput={(event) => {
                  typed(place, event.currentTarget.value);
                }}
                onKeyDown={(event) => {
                  const [first] = shown;
                  if (event.key !== 'Enter' || first === undefined) return;
                  event.preventDefault();
                  take(first);
                }}
              />
            </label>
          </div>
        ))}
      </div>
      <div class="row offered" role="group" aria-label={say('members-offered')} lang="en" translate={false}>
        {shown.map((word) => (
          <Button
            key={word}
            press={() => {
              take(word);
            }}
          >
            {word}
          </Button>
        ))}
      </div>
    </>
  );
}
