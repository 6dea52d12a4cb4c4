// Times inside a film: minutes, seconds and hundredths, for films have no constant frame rate.

/** "1:12.08". */
export function placeOf(seconds: number): string {
  const hundredths = Math.max(0, Math.floor(seconds * 100 + 1e-6));
  const rest = hundredths % 6000;
  const tail = `${String(Math.floor(rest / 100)).padStart(2, '0')}.${String(rest % 100).padStart(2, '0')}`;
  return `${Math.floor(hundredths / 6000)}:${tail}`;
}

/** Whole minutes and seconds, for what is read out. */
export function spoken(seconds: number): { readonly minutes: number; readonly seconds: number } {
  const whole = Math.max(0, Math.floor(seconds));
  return { minutes: Math.floor(whole / 60), seconds: whole % 60 };
}
