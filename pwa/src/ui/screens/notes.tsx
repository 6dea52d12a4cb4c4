// D2 Notes: of a family, or of one film of it where the way names one.
import type { JSX } from 'preact';
import { useDesk } from '../desk';
import { AppFrame } from '../frame/app-frame';
import { NotesPanel } from '../notes/panel';
import { isolated } from '../words/isolated';
import { useSay } from '../words/say';
import { cornersOf, type ScreenProps } from './screen';

export function Notes({ places, rest, role }: ScreenProps): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const [id = '', , film = null] = rest;
  const family = vault.cases.value.find((one) => one.case === id);
  const back = { to: `/families/${id}`, words: isolated(family?.label ?? say('families-title')) };
  const title = film === null ? say('notes-title') : say('notes-title-film');
  return (
    <AppFrame side="yours" title={title} places={places} here="/families" back={back} corners={cornersOf(role)}>
      <div class="page">
        {family === undefined ? (
          <p>{say('notes-family-gone')}</p>
        ) : (
          <NotesPanel key={`${id}/${film ?? ''}`} family={id} film={film} />
        )}
      </div>
    </AppFrame>
  );
}
