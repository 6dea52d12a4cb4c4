// A language of the screens: its areas, and which of them are whole.  A screen speaks a language whole or not at all.
import { FluentBundle, FluentResource } from '@fluent/bundle';
import { ENGLISH, type Area } from './english';
import { sayer, type Language, type Say, type Tongue } from './say';

/** Every screen has the frame around it. */
const EVERYWHERE: readonly Area[] = ['frame'];

/** Bengali words are drafts of one author: shown as such, until a native speaker has approved them. */
const DRAFTS: readonly Language[] = ['bn', 'syl-Beng'];

const LOCALES: Readonly<Record<Language, string | string[]>> = { en: 'en-GB', bn: 'bn', 'syl-Beng': ['syl-Beng', 'bn'] };

export class Pack {
  readonly language: Language;
  readonly isDraft: boolean;
  readonly #say: Say;
  readonly #ids: ReadonlyMap<Area, ReadonlySet<string>>;

  constructor(language: Language, areas: Readonly<Partial<Record<Area, string>>>) {
    this.language = language;
    this.isDraft = DRAFTS.includes(language);
    const bundle = new FluentBundle(LOCALES[language], { useIsolating: false });
    const ids = new Map<Area, ReadonlySet<string>>();
    for (const [area, text] of Object.entries(areas) as [Area, string][]) {
      const resource = new FluentResource(text);
      bundle.addResource(resource);
      ids.set(area, new Set(resource.body.map((message) => message.id)));
    }
    this.#say = sayer(bundle, language);
    this.#ids = ids;
  }

  /** Whether every word of these areas that `other` has is here too. */
  isWhole(areas: readonly Area[], other: Pack): boolean {
    return [...EVERYWHERE, ...areas].every((area) => {
      const mine = this.#ids.get(area) ?? new Set();
      return [...(other.#ids.get(area) ?? [])].every((id) => mine.has(id));
    });
  }

  get tongue(): Omit<Tongue, 'standsIn'> {
    return { language: this.language, say: this.#say, draft: this.isDraft };
  }
}

export function english(): Pack {
  return new Pack('en', ENGLISH);
}

/** The packs of a language's chain before English, loaded when somebody wants them; Sylheti falls back on Bengali. */
export async function packsOf(language: Language): Promise<readonly Pack[]> {
  if (language === 'en') return [];
  const bengali = new Pack('bn', (await import('./bengali')).BENGALI);
  return language === 'bn' ? [bengali] : [new Pack('syl-Beng', (await import('./sylheti')).SYLHETI), bengali];
}
