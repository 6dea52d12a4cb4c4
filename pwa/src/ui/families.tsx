// Families: a new one, the list of them, and the one that is open.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Family } from './family';
import { Choice, Field, Form, Press, useDoing } from './plain';
import type { PageVault } from './vault';

export function Families({ vault }: { readonly vault: PageVault }): JSX.Element {
  const chosen = useSignal<string | null>(null);
  const cases = vault.cases.value;
  const shown = cases.find((one) => one.case === chosen.value);
  return (
    <>
      <section aria-labelledby="families">
        <h2 id="families">Families</h2>
        <NewFamily
          vault={vault}
          opened={(id) => {
            chosen.value = id;
          }}
        />
        <h3>Your families</h3>
        {cases.length === 0 ? <p>No families yet.</p> : null}
        <ul aria-label="Families">
          {cases.map((one) => (
            <li key={one.case}>
              <button
                aria-pressed={one.case === chosen.value}
                onClick={() => {
                  chosen.value = one.case;
                }}
              >
                {one.label ?? 'A family that this device cannot read yet'}
              </button>
            </li>
          ))}
        </ul>
      </section>
      {shown === undefined ? null : <Family key={shown.case} vault={vault} family={shown} />}
    </>
  );
}

function NewFamily(props: { readonly vault: PageVault; readonly opened: (id: string) => void }): JSX.Element {
  const doing = useDoing();
  const { supervisors } = props.vault.people.value;
  const [label, supervisor] = [useSignal(''), useSignal('')];
  const options = [
    ['', 'Choose'] as const,
    ...supervisors.map(({ me, member, name }) => {
      return [member, `${name ?? 'Somebody without a name'}${me ? ' (you)' : ''}`] as const;
    }),
  ];
  return (
    <Form
      label="A new family"
      headed
      doing={doing}
      work={async () => {
        const ask = { label: label.value, supervisor: supervisor.value === '' ? null : supervisor.value };
        const { case: id } = await props.vault.ask('case.open', ask);
        label.value = '';
        props.opened(id);
      }}
    >
      <Field label="Label" value={label} hint="Two plain words. Do not use a real name." />
      <Choice label="Who supervises?" value={supervisor} options={options} />
      {supervisors.length > 0 ? null : (
        <p>Nobody supervises in this service yet. Ask an admin to let a supervisor in.</p>
      )}
      <Press doing={doing}>Open this family</Press>
    </Form>
  );
}
