// A screen that goes dark while filming takes the camera with it.

/** Keeps the screen on until what it gives is called; null where the browser does not do that. */
export async function keepAwake(): Promise<(() => void) | null> {
  try {
    const lock = await navigator.wakeLock.request('screen');
    return () => void lock.release();
  } catch {
    return null;
  }
}
