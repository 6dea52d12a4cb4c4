// A screen that goes dark while filming takes the camera with it.

/** Keeps the screen on until what it gives is called; where the browser cannot do that, nothing happens. */
export async function keepAwake(): Promise<() => void> {
  try {
    const lock = await navigator.wakeLock.request('screen');
    return () => void lock.release();
  } catch {
    return () => undefined;
  }
}
