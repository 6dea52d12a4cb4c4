// What comes once after joining: who uses this tablet and how they unlock it, whether films may stay, the home screen,
// ready to work offline.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { WelcomeView } from '../../../vault/api';
import { useDesk } from '../../desk';
import { BareFrame } from '../../frame/bare-frame';
import { Button } from '../../parts/button';
import { Fault, useDoing, Wait } from '../../parts/doing';
import { StatusNote } from '../../parts/note';
import { canPasskey, makePasskey } from '../../passkey';
import { askToPersist } from '../../persist';
import { useSay } from '../../words/say';
import { InstallSteps } from './install';
import { Ready } from './ready';

type Page = 'who' | 'unlock' | 'persist' | 'install' | 'ready';
const PAGES: readonly Page[] = ['who', 'unlock', 'persist', 'install', 'ready'];

export function Welcome({ welcome }: { readonly welcome: WelcomeView }): JSX.Element {
  const { vault } = useDesk();
  const at = useSignal<Page>('who');
  const able = useSignal(false);
  useEffect(() => {
    void canPasskey().then((can) => {
      able.value = can;
    });
  }, []);
  const pages = PAGES.filter((page) => page !== 'unlock' || able.value);
  const next = (): void => {
    at.value = pages[pages.indexOf(at.value) + 1] ?? 'ready';
  };
  switch (at.value) {
    case 'who':
      return <Who next={next} />;
    case 'unlock':
      return <Unlock next={next} />;
    case 'persist':
      return <Persist answer={welcome.persisted} next={next} />;
    case 'install':
      return <Install next={next} />;
    case 'ready':
      return (
        <Ready
          answered={welcome.persisted !== null}
          begin={() => void vault.ask('welcome.done', undefined).catch(() => undefined)}
        />
      );
  }
}

function Who({ next }: { readonly next: () => void }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const name = vault.people.value.members.find((one) => one.me)?.name ?? null;
  // The name of the service comes with the first events.
  const { service } = vault.door.value;
  return (
    <BareFrame title={say('start-welcome-who-title')} stage="welcome">
      <p role="status">{service === null ? '' : say('start-joined', { service })}</p>
      {name === null ? null : <p>{say('start-welcome-who', { name })}</p>}
      <Button kind="main" trailing="next" press={next}>
        {say('start-go-on')}
      </Button>
    </BareFrame>
  );
}

/** Where the tablet's own lock can stand for the words, it is offered; the words work beside it. */
function Unlock({ next }: { readonly next: () => void }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const view = vault.locks.value;
  const has = (view?.members.find((one) => one.owner === view.owner)?.passkeys.length ?? 0) > 0;
  return (
    <BareFrame title={say('start-welcome-passkey-title')} stage="welcome">
      {has ? (
        <StatusNote icon="check" role="status">
          <p>{say('lock-passkey-is')}</p>
        </StatusNote>
      ) : (
        <>
          <p>{say('lock-passkey-why')}</p>
          <Button kind="main" icon="tablet" doing={doing} work={() => makePasskey(vault)}>
            {say('lock-passkey-make')}
          </Button>
        </>
      )}
      <p class="hint">{say('lock-words-always')}</p>
      <Wait doing={doing} words={say('lock-opening')} />
      <Fault doing={doing} />
      <Button kind={has ? 'main' : 'plain'} trailing="next" press={next}>
        {say(has ? 'start-go-on' : 'start-welcome-passkey-words')}
      </Button>
    </BareFrame>
  );
}

function Persist(props: { readonly answer: boolean | null; readonly next: () => void }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const { answer, next } = props;
  return (
    <BareFrame title={say('start-welcome-persist-title')} stage="welcome">
      {answer === null ? (
        <>
          <p>{say('start-welcome-persist-why')}</p>
          <Button
            kind="main"
            doing={doing}
            work={async () => vault.ask('welcome.answered', { persisted: await askToPersist() })}
          >
            {say('start-welcome-persist-ask')}
          </Button>
          <Wait doing={doing} words={say('start-welcome-persist-asking')} />
          <Fault doing={doing} />
        </>
      ) : (
        <>
          <StatusNote kind={answer ? 'info' : 'warn'} role="status">
            <p>{say(answer ? 'start-welcome-persist-yes' : 'start-welcome-persist-no')}</p>
          </StatusNote>
          <Button kind="main" trailing="next" press={next}>
            {say('start-go-on')}
          </Button>
        </>
      )}
    </BareFrame>
  );
}

function Install({ next }: { readonly next: () => void }): JSX.Element {
  const say = useSay();
  const { install } = useDesk();
  const doing = useDoing();
  const offered = install.offered.value;
  const done = install.isInstalled.value;
  return (
    <BareFrame title={say('start-install-title')} stage="welcome">
      {done ? (
        <StatusNote icon="check" role="status">
          <p>{say('start-install-done')}</p>
        </StatusNote>
      ) : (
        <>
          <p>{say('start-install-why')}</p>
          {offered ? (
            <Button kind="main" doing={doing} work={() => install.install()}>
              {say('start-install-now')}
            </Button>
          ) : (
            <InstallSteps />
          )}
        </>
      )}
      <Button kind={done || !offered ? 'main' : 'plain'} trailing="next" press={next}>
        {done ? say('start-go-on') : say('start-install-later')}
      </Button>
    </BareFrame>
  );
}
