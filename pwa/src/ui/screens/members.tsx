// H1 Members: who waits with six words, who is in the service, and links for those who are to join.
import type { JSX } from 'preact';
import { AppFrame } from '../frame/app-frame';
import { useSay } from '../words/say';
import { Staff } from './members/staff';
import type { ScreenProps } from './screen';

export function Members({ places }: ScreenProps): JSX.Element {
  const say = useSay();
  return (
    <AppFrame side="yours" title={say('members-title')} places={places} here="/" corners="lock">
      <Staff />
    </AppFrame>
  );
}
