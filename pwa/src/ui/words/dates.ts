// Dates, times and lengths as people say them: with weekday and month name, 24 hours, "6 min 12 s".
import type { Language } from './say';

/** Sylheti takes its dates and plurals from Bengali, where Intl knows none. */
const LOCALES: Readonly<Record<Language, string[]>> = { en: ['en-GB'], bn: ['bn'], 'syl-Beng': ['syl-Beng', 'bn'] };

/** Intl takes its time to make one, and a long list asks for the same again and again. */
const made = new Map<string, Intl.DateTimeFormat>();

function format(language: Language, options: Intl.DateTimeFormatOptions): (at: number) => string {
  const name = `${language} ${Object.entries(options).flat().join(' ')}`;
  const known = made.get(name) ?? new Intl.DateTimeFormat(LOCALES[language], options);
  made.set(name, known);
  return (at) => known.format(at).replace(',', '');
}

const numbers = new Map<Language, Intl.NumberFormat>();

function numberOf(language: Language): Intl.NumberFormat {
  const known = numbers.get(language) ?? new Intl.NumberFormat(LOCALES[language]);
  numbers.set(language, known);
  return known;
}

/** "Sunday 22 November". */
export function dayOf(at: number, language: Language = 'en'): string {
  return format(language, { weekday: 'long', day: 'numeric', month: 'long' })(at);
}

/** "22 November", with the year where it is not that of `now`. */
export function dateOf(at: number, now: number, language: Language = 'en'): string {
  const same = new Date(at).getFullYear() === new Date(now).getFullYear();
  return format(language, { day: 'numeric', month: 'long', ...(same ? {} : { year: 'numeric' }) })(at);
}

/** "22 Nov". */
export function shortDateOf(at: number, language: Language = 'en'): string {
  return format(language, { day: 'numeric', month: 'short' })(at);
}

/** "14:05", in the digits of the language (the times of a film stay Latin: `clockOf`). */
export function timeOf(at: number, language: Language = 'en'): string {
  const two = new Intl.NumberFormat(LOCALES[language], { minimumIntegerDigits: 2 });
  const date = new Date(at);
  return `${two.format(date.getHours())}:${two.format(date.getMinutes())}`;
}

/** The time of a day that somebody typed, "14:05", "9.30", "1405" or "৯:৩০", as "14:05"; null where it is none. */
export function clockIn(text: string): string | null {
  const latin = text.trim().replace(/[\u09e6-\u09ef]/gu, (digit) => String(digit.charCodeAt(0) - 0x9e6));
  const [, hours = '', minutes = '00'] = /^([0-9]{1,2})(?:[ :.,]?([0-9]{2}))?$/u.exec(latin) ?? [];
  if (hours === '' || Number(hours) > 23 || Number(minutes) > 59) return null;
  return `${hours.padStart(2, '0')}:${minutes}`;
}

/** The names of the twelve months. */
export function monthsOf(language: Language = 'en'): readonly string[] {
  const name = format(language, { month: 'long' });
  return Array.from({ length: 12 }, (_, month) => name(new Date(2026, month, 1).getTime()));
}

/** A number that counts nothing, such as a year: never grouped. */
export function digitsOf(n: number, language: Language = 'en'): string {
  return new Intl.NumberFormat(LOCALES[language], { useGrouping: false }).format(n);
}

/** Whether both lie on one day of this device's calendar. */
export function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

/** What the parts of a length are called. */
const UNITS: Readonly<Record<Language, readonly [hours: string, minutes: string, seconds: string]>> = {
  en: ['h', 'min', 's'],
  bn: ['ঘণ্টা', 'মিনিট', 'সেকেন্ড'],
  'syl-Beng': ['ঘণ্টা', 'মিনিট', 'সেকেন্ড'],
};

/** "6 min 12 s", "45 s", "7 min"; minutes alone from an hour on: "3 h 40 min". */
export function lengthOf(ms: number, language: Language = 'en'): string {
  const [h, min, s] = UNITS[language];
  const number = numberOf(language);
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const told = (n: number, unit: string): string => `${number.format(n)} ${unit}`;
  if (seconds < 60) return told(seconds, s);
  const minutes = Math.floor(seconds / 60);
  const [whole, big, rest, small] =
    minutes < 60 ? [minutes, min, seconds % 60, s] : [Math.floor(minutes / 60), h, minutes % 60, min];
  return rest === 0 ? told(whole, big) : `${told(whole, big)} ${told(rest, small)}`;
}

/** "4:10", as a clock counts a film. */
export function clockOf(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
