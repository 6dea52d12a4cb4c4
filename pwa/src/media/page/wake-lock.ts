// A screen that goes dark while filming takes the camera with it.

/**
 * Keeps the screen on until what it gives is called, and tells whenever it is kept on or is not any more: a tablet that
 * is low on battery may refuse it, or take it back.  Settles once the first answer is told.
 */
export async function keepAwake(tell: (awake: boolean) => void): Promise<() => void> {
  const over = new AbortController();
  try {
    const lock = await navigator.wakeLock.request('screen');
    tell(true);
    lock.addEventListener('release', () => { tell(false); }, { signal: over.signal });
    return () => {
      over.abort();
      void lock.release();
    };
  } catch {
    tell(false);
    return () => undefined;
  }
}
