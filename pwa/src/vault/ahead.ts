// What an unlock will ask for is loaded while somebody types: the lock screen does not wait for it, and Today does not
// either.  What cannot be had now is asked for again when it is needed.
export function loadAhead(): void {
  for (const part of [import('./session'), import('./argon2-wasm')]) void part.catch(() => undefined);
}
