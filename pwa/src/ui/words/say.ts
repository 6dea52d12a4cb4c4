// What the screens say: Fluent messages by id, in the language of the place where they stand.
import type { FluentBundle, FluentVariable } from '@fluent/bundle';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { isolated } from './isolated';

/** A language of the screens, as `lang` and Intl want it (docs: `syl` is written with its script). */
export type Language = 'en' | 'bn' | 'syl-Beng';

export const LANGUAGES: readonly Language[] = ['en', 'bn', 'syl-Beng'];

/** The first of somebody's languages that there is, a variety for its language; English where there is none. */
export function firstOf(wished: readonly string[]): Language {
  const bases = LANGUAGES.map((one) => [one, one.split('-')[0]] as const);
  const bare = wished.map((tag) => tag.toLowerCase().split('-')[0]);
  const found = bare.map((tag) => bases.find(([, base]) => base === tag)?.[0]);
  return found.find((one) => one !== undefined) ?? 'en';
}

export type Facts = Readonly<Record<string, FluentVariable>>;

/**
 * The words of a message, or of its attribute (`id.attribute`).  Isolation marks stand around what is filled in where
 * it may turn the direction round, and nowhere else.  A message that is missing is told by its id: a test finds it
 * before anybody reads it.
 */
export interface Say {
  (id: string, facts?: Facts): string;
  /** The language of the words, for dates and lengths beside them. */
  readonly language: Language;
}

/** How the words are found in one bundle. */
export function sayer(bundle: FluentBundle, language: Language): Say {
  const say = (id: string, facts?: Facts): string => {
    const [name = id, attribute] = id.split('.');
    const message = bundle.getMessage(name);
    const pattern = attribute === undefined ? message?.value : message?.attributes[attribute];
    return pattern === undefined || pattern === null ? id : bundle.formatPattern(pattern, apart(facts));
  };
  return Object.assign(say, { language });
}

function apart(facts: Facts = {}): Facts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name, typeof fact === 'string' ? isolated(fact) : fact]),
  );
}

/** The words of a place and the language they are in. */
export interface Tongue {
  readonly language: Language;
  readonly say: Say;
  /** Whether nobody has checked the words yet. */
  readonly draft: boolean;
  /** Whether another language was wished for, whose words are not all there. */
  readonly standsIn: boolean;
}

export const TongueContext = createContext<Tongue>({
  language: 'en',
  say: Object.assign((id: string) => id, { language: 'en' } as const),
  draft: false,
  standsIn: false,
});

/** The words of the language that is spoken where the component stands. */
export function useSay(): Say {
  return useContext(TongueContext).say;
}

export function useTongue(): Tongue {
  return useContext(TongueContext);
}
