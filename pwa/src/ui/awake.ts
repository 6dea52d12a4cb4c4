// The screen stays on while films are being sent and somebody has the app before them: a tablet that sleeps sends
// nothing.
import { effect } from '@preact/signals';
import type { PageVault } from './vault';

/** Keeps the screen awake from now on, whenever there is cause. */
export function keepAwake(vault: PageVault): void {
  let held: WakeLockSentinel | null = null;
  let wanted = false;
  const hold = (): void => {
    if (!wanted || held !== null || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
    void navigator.wakeLock.request('screen').then(
      (lock) => {
        held = lock;
        lock.addEventListener('release', () => {
          held = null;
        });
        if (!wanted) void lock.release();
      },
      // A tablet that is low on battery may say no; it sends all the same.
      () => undefined,
    );
  };
  effect(() => {
    const sync = vault.sync.value;
    wanted = sync?.sending === true && sync.films_waiting > 0;
    if (wanted) hold();
    else void held?.release();
  });
  // The browser lets go of it whenever the page is out of sight.
  document.addEventListener('visibilitychange', hold);
}
