// This tablet: what waits for the server, and the lock.
import type { JSX } from 'preact';
import type { SyncView } from '../vault/api';
import { Fault, Press, useDoing } from './plain';
import type { PageVault } from './vault';
import { sentenceOf } from './sentences';

export function Tablet({ vault }: { readonly vault: PageVault }): JSX.Element {
  const [sending, locking] = [useDoing(), useDoing()];
  const sync = vault.sync.value;
  const fault = sync?.fault ?? null;
  return (
    <section aria-labelledby="tablet">
      <h2 id="tablet">This tablet</h2>
      <p role="status">{sync === null ? '' : sentence(sync)}</p>
      {fault === null ? null : <p>{sentenceOf(fault)}</p>}
      <Press doing={sending} press={() => vault.ask('sync.now', undefined)}>
        Send now
      </Press>
      <Press doing={locking} press={() => vault.lock()}>
        Lock
      </Press>
      <p class="hint">Lock before you put this away. After that only your five words open Amanat here.</p>
      <Fault doing={sending} />
      <Fault doing={locking} />
    </section>
  );
}

function sentence({ films_waiting, reached, waiting }: SyncView): string {
  if (reached === false) return `No server. ${waitingWords(waiting, films_waiting)} What waits here is safe.`;
  if (waiting > 0) return waitingWords(waiting, films_waiting);
  return reached === null ? 'Asking the server…' : 'Everything here is on the server.';
}

function waitingWords(waiting: number, films: number): string {
  if (waiting === 0) return 'Nothing waits here.';
  const things = waiting === 1 ? '1 thing waits' : `${waiting} things wait`;
  const named = films === 0 ? '' : films === 1 ? ', 1 film among them' : `, ${films} films among them`;
  return `${things} for the server${named}.`;
}
