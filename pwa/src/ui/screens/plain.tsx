// The first release's one plain page, in the frame.
import type { JSX } from 'preact';
import { useDesk } from '../desk';
import { Families } from '../families';
import { AppFrame } from '../frame/app-frame';
import { ROLE } from '../places';
import { Tablet } from '../tablet';
import type { ScreenProps } from './screen';

export function Plain({ places, role }: ScreenProps): JSX.Element {
  const { vault } = useDesk();
  const { service } = vault.door.value;
  return (
    <AppFrame side="yours" title={service ?? 'Amanat'} places={places} here="/">
      {role === ROLE.field || role === ROLE.supervisor ? <Families vault={vault} /> : null}
      <Tablet vault={vault} />
    </AppFrame>
  );
}
