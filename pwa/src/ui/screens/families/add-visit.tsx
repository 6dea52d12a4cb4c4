// A visit on a day and at a time.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { CaseView } from '../../../vault/api';
import { useDesk } from '../../desk';
import { Button, LinkButton } from '../../parts/button';
import { DayField, isoDayOf } from '../../parts/day';
import { useDoing } from '../../parts/doing';
import { Choice, Field, Form } from '../../parts/field';
import { Sheet } from '../../parts/sheet';
import { clockIn } from '../../words/dates';
import { isolated } from '../../words/isolated';
import { useSay } from '../../words/say';

/** Visits may be noted a little after they were to begin, ms. */
const LATE_MS = 12 * 3_600_000;

export function AddVisit(props: { readonly family: CaseView | null; readonly close: () => void }): JSX.Element {
  const { close } = props;
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const families = vault.cases.value.filter((one) => one.label !== null);
  const family = useSignal(props.family?.case ?? families[0]?.case ?? '');
  const day = useSignal(isoDayOf(Date.now()));
  const time = useSignal('');
  const wrong = useSignal<string | null>(null);
  const plan = async (): Promise<void> => {
    const at = new Date(`${day.value}T${clockIn(time.value) ?? ''}`).getTime();
    wrong.value = Number.isNaN(at) || at < Date.now() - LATE_MS ? say('families-visit-wrong') : null;
    if (wrong.value !== null) return;
    await vault.ask('visit.plan', { case: family.value, at });
    close();
  };
  if (families.length === 0) {
    return (
      <Sheet title={say('families-visit-title')} close={close}>
        <p>{say('families-none')}</p>
        <LinkButton to="/families/new">{say('families-new')}</LinkButton>
      </Sheet>
    );
  }
  return (
    <Sheet title={say('families-visit-title')} close={close}>
      <Form label={say('families-visit-title')} doing={doing} work={plan}>
        {props.family === null ? (
          <Choice
            label={say('families-visit-family')}
            value={family}
            options={families.map((one) => [one.case, isolated(one.label ?? '')])}
          />
        ) : null}
        <DayField label={say('families-visit-day')} value={day} />
        <Field
          label={say('families-visit-time')}
          value={time}
          inputMode="numeric"
          maxLength={20}
          hint={say('families-visit-time-hint')}
          wrong={wrong.value}
        />
        <Button type="submit" kind="main" doing={doing}>
          {say('families-visit-add')}
        </Button>
      </Form>
    </Sheet>
  );
}
