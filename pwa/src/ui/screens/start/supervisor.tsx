// The sixth question of a set-up: the first supervisor joins while the root is here to vouch for them.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useDesk } from '../../desk';
import { BareFrame } from '../../frame/bare-frame';
import { Button } from '../../parts/button';
import { useDoing } from '../../parts/doing';
import { Field, Form } from '../../parts/field';
import { Chip } from '../../parts/lists';
import { StatusNote } from '../../parts/note';
import { ROLE } from '../../places';
import { useSay } from '../../words/say';
import { Speak } from '../../words/speak';
import { Guest } from '../members/guest';
import { Invitation, type Invited } from '../members/invite';

export function Supervisor({ next }: { readonly next: () => void }): JSX.Element {
  return (
    <Speak areas={['start', 'members', 'errors']}>
      <Page next={next} />
    </Speak>
  );
}

function Page({ next }: { readonly next: () => void }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const { supervisors, waiting } = vault.people.value;
  const name = useSignal('');
  const invited = useSignal<Invited | null>(null);
  const invite = async (room: boolean): Promise<void> => {
    const whom = name.value.trim();
    const { link } = await vault.ask('members.invite', { name: whom, role: ROLE.supervisor, room });
    invited.value = { name: whom, link, room };
  };
  const title = say('start-supervisor-title');
  const joined = supervisors.length > 0;
  return (
    <BareFrame title={title} stage="setup" beside={<Chip>{say('start-step', { n: 6 })}</Chip>}>
      {joined ? null : <p>{say('start-supervisor-why')}</p>}
      <div class="stack wide" role="status">
        {supervisors.map((one) => (
          <StatusNote key={one.member} icon="check">
            <p>{say('start-supervisor-joined', { name: one.name ?? '' })}</p>
          </StatusNote>
        ))}
      </div>
      <div class="stack wide" aria-live="polite">
        {waiting.map((guest) => (
          <Guest key={guest.enrol} guest={guest} tell={() => undefined} />
        ))}
      </div>
      {joined ? null : (
        <>
          {waiting.length > 0 || invited.value === null ? null : <Invitation {...invited.value} />}
          {waiting.length > 0 || invited.value !== null ? null : (
            <Form label={title} doing={doing} work={() => invite(true)}>
              <Field label={say('start-supervisor-name')} value={name} />
              <div class="row">
                <Button kind="main" type="submit" doing={doing}>
                  {say('members-make-code')}
                </Button>
                <Button
                  doing={doing}
                  press={() => {
                    if (name.value.trim() !== '') doing.run(() => invite(false));
                  }}
                >
                  {say('members-make-link')}
                </Button>
              </div>
            </Form>
          )}
          <p class="hint">{say('start-supervisor-none')}</p>
        </>
      )}
      <Button kind={joined ? 'main' : 'plain'} trailing="next" press={next}>
        {joined ? say('start-go-on') : say('start-supervisor-without')}
      </Button>
    </BareFrame>
  );
}
