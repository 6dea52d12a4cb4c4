// One member at work: the parts of an unlocked, certified device, joined once.
import type { Bytes } from '../sync/bytes';
import { AmanatError, refuse } from '../sync/errors';
import { base64url, hexId, parseHexId } from '../sync/ids';
import type { Primitives } from '../sync/primitives';
import { ROLES } from '../sync/records';
import { remuxFilm } from '../media/remux.ts';
import type { Ask, CaseView, PeopleView, SyncView } from './api';
import { CaseKeys } from './case-keys';
import { Contact } from './contact';
import { Courier } from './courier';
import { Drawer } from './drawer';
import { Films } from './films';
import type { Root } from './founding';
import { Holdings, isSafe } from './holdings';
import { signerOf, type Signer } from './http';
import { keyidOf } from '../sync/request';
import type { Journal } from './journal';
import { Ledger } from './ledger';
import type { House } from './house';
import type { Unlocked } from './newcomer';
import { openCase, type Member } from './opening';
import { Outbox } from './outbox';
import { Puller } from './puller';
import { Reception } from './reception';
import { tendServiceCase } from './service-case';
import { Shredder } from './shred';
import { Uploader } from './uploader';
import { casesOf, decisionsOf, peopleOf, settingsOf, type ViewPorts } from './views';

/** How long the planned work with a family is taken to be, where nobody has said: half a year. */
const PLANNED_MS = 183 * 24 * 3_600_000;

/** The unlocked member's parts. */
export class Session {
  readonly unlocked: Unlocked;
  readonly #house: House;
  readonly #courier: Courier;
  readonly #keys: CaseKeys;
  readonly #ledger: Ledger;
  readonly #reception: Reception;
  readonly #films: Films;
  readonly #contact: Contact;
  readonly #outbox: Outbox;
  readonly #views: ViewPorts;
  readonly #journals = new Map<string, Journal>();
  #root: Root | null = null;

  private constructor(
    unlocked: Unlocked,
    house: House,
    signers: { readonly device: Signer; readonly courier: Signer },
    courier: Courier,
  ) {
    this.unlocked = unlocked;
    this.#house = house;
    this.#courier = courier;
    const { books, changes, clock, entropy, now, primitives, running, server, slots, store } = house;
    const { device, keyring, member } = unlocked;
    const changed = changes.happened;
    const shared = { store, slots, books, keyring, entropy, primitives, server, now, device, member, changed };
    const keys = new CaseKeys({ store, slots, keyring, primitives, now });
    const ledger = new Ledger({ ...shared, keys, changed: this.#wrote });
    const holdings = new Holdings(store, slots);
    const shredder = new Shredder(store, slots);
    const puller = new Puller({ ...shared, keys, ledger, shredder, signer: signers.device });
    const uploader = new Uploader({ ...shared, holdings, signer: signers.courier, sleep: house.sleep });
    this.#keys = keys;
    this.#ledger = ledger;
    this.#outbox = new Outbox({ store, books, keys, keyring, server, signer: signers.courier });
    const tend = (): Promise<void> =>
      tendServiceCase({
        ...shared,
        keys,
        signer: signers.device,
        fetchRolls: () => puller.rolls(books.serviceCase),
      });
    this.#reception = new Reception({
      ...shared,
      ledger,
      signer: signers.device,
      drawer: new Drawer(store, keyring, entropy, primitives),
      root: () => this.#root,
      fetchChain: () => puller.chain(),
      tend,
    });
    const makeRoom = (): Promise<boolean> => freeOldest(house, holdings);
    this.#films = new Films({ ...shared, books: ledger, remux: remuxFilm, running, makeRoom });
    this.#contact = new Contact({
      ...shared,
      ...{ keys, ledger, holdings, shredder, puller, uploader, clock, courier: signers.courier },
      sleep: house.sleep,
      outbox: this.#outbox,
      duties: async () => {
        const self = books.chain.device(device);
        if (self?.active !== true || self.role !== ROLES.admin) return;
        await tend();
        await this.#reception.look();
      },
    });
    this.#views = { store, books, ledger, uploader, reception: this.#reception, member, device };
  }

  static async begin(unlocked: Unlocked, house: House): Promise<Session> {
    const { primitives } = house;
    const courier = new Courier(unlocked.tablet, await unlocked.keyring.courierSeed(), primitives);
    const keyid = await keyidOf(await courier.publicKey(), primitives);
    const carrying: Signer = { keyid, seedFor: (method, path) => courier.seedFor(method, path) };
    const device = (await ownSigner(unlocked, primitives)) ?? carrying;
    return new Session(unlocked, house, { device, courier: carrying }, courier);
  }

  /** Goes to work: what a crash has left is finished, and the server is asked. */
  start(): void {
    void this.#films.recoverFilms().then(this.#wrote, this.#house.changes.happened);
    this.#contact.kick();
  }

  /** Overwrites every key that is held here; nothing is waited for. */
  end(): void {
    this.forgetRoot();
    this.#courier.forget();
    this.unlocked.keyring.forget();
    void this.#contact.stop();
  }

  /** Keeps the root of a service that was just set up, until it is forgotten. */
  holdRoot(root: Root): void {
    this.#root = root;
  }

  get holdsRoot(): boolean {
    return this.#root !== null;
  }

  forgetRoot(): void {
    this.#root?.forget();
    this.#root = null;
    this.#house.changes.happened();
  }

  /** Whether the chain has taken this device's rights away. */
  get isRevoked(): boolean {
    const { books } = this.#house;
    return books.hasChain && books.chain.device(this.unlocked.device)?.active === false;
  }

  contact(): Promise<void> {
    return this.#contact.now();
  }

  people(): Promise<PeopleView> {
    return peopleOf(this.#views);
  }

  cases(): Promise<readonly CaseView[]> {
    return casesOf(this.#views);
  }

  /** The service's name, null where its settings are not here yet. */
  async service(): Promise<string | null> {
    return (await settingsOf(this.#views))?.name ?? null;
  }

  async sync(): Promise<Omit<SyncView, 'film_ready_at'>> {
    const { store } = this.#house;
    const clips = await store.read(['clips'], (tx) => tx.all('clips'));
    const films_waiting = clips.filter((clip) => clip.made_here && !clip.hidden && !isSafe(clip)).length;
    const waiting = (await this.#outbox.rows()).length + films_waiting;
    return { ...this.#contact.last, waiting, films_waiting };
  }

  async invite(name: string, role: number): Promise<string> {
    const service = await this.service();
    if (service === null) throw refuse('chain-not-joined');
    return this.#reception.invite(name, role, service);
  }

  async letIn(enrol: string, words: string): Promise<void> {
    await this.#reception.letIn(enrol, words);
    this.#wrote();
  }

  async differ(enrol: string): Promise<void> {
    await this.#reception.differ(enrol);
    this.#house.changes.happened();
  }

  async endorse(device: string): Promise<void> {
    await this.#reception.endorse(device);
    this.#wrote();
  }

  /** Opens the service's own case, by the first admin. */
  async openServiceCase(settings: { service: string; name: string; phone: string; days: number }): Promise<void> {
    const { books } = this.#house;
    const { member } = this.unlocked;
    const { service, name, days } = settings;
    const phone = settings.phone.trim() === '' ? null : settings.phone;
    await this.#open(books.serviceCase, [{ member, role: ROLES.admin }], () => [
      { kind: 'service-settings', name: service, phone, days, offline_days: 7, languages: ['en'] },
      { kind: 'member-named', member: base64url(member), name },
    ]);
  }

  /** A new family; throws `roll-no-supervisor` where nobody supervises. */
  async openFamily({ label, supervisor }: Ask<'case.open'>): Promise<{ readonly case: string }> {
    const { books, entropy, now } = this.#house;
    const { device, member } = this.unlocked;
    const { role } = books.device(device);
    const members: Member[] = [{ member, role }];
    if (supervisor !== null && supervisor !== hexId(member)) {
      members.push({ member: parseHexId(supervisor), role: ROLES.supervisor });
    }
    const id = entropy.id();
    const ends_at = now() + PLANNED_MS;
    await this.#open(id, members, (share_commit) => [
      { kind: 'case-opened', label, purpose: 'help', languages: [], ends_at, share_commit },
    ]);
    this.#wrote();
    return { case: hexId(id) };
  }

  async addPerson(ask: Ask<'person.add'>): Promise<void> {
    const person = base64url(this.#house.entropy.id());
    const event = { kind: 'person-added', person, role_in_film: ask.role, languages: [] } as const;
    await this.#ledger.record(parseHexId(ask.case), event);
  }

  async answer(ask: Ask<'person.answer'>): Promise<void> {
    const person = base64url(parseHexId(ask.person));
    const told = { person, purpose: 'film', answer: ask.answer, asked_alone: null, at: this.#house.now() } as const;
    await this.#ledger.record(parseHexId(ask.case), { kind: 'decision', ...told });
  }

  /** Throws `film-not-agreed` unless somebody is here and the newest answer of each is yes. */
  async openFilm(ask: Ask<'film.open'>): Promise<{ readonly film: string; readonly due_at: number }> {
    const { entropy, now } = this.#house;
    const id = parseHexId(ask.case);
    const settings = await settingsOf(this.#views);
    if (settings === null) throw refuse('film-not-ready', 'the number of days is not known here');
    const decisions = decisionsOf(await this.#ledger.entries(id));
    const yes = ask.persons.flatMap((person) => {
      const found = decisions.get(person);
      return found?.answer === 'yes' ? [found.hash] : [];
    });
    if (yes.length === 0 || yes.length !== ask.persons.length) throw refuse('film-not-agreed');
    const persons = ask.persons.map((person) => base64url(parseHexId(person)));
    await this.#ledger.record(id, { kind: 'visit-started', visit: base64url(entropy.id()), persons, at: now() });
    const { film, due_at, journal } = await this.#films.openFilm({ case: id, decisions: yes, days: settings.days });
    this.#journals.set(hexId(film), journal);
    this.#wrote();
    return { film: hexId(film), due_at };
  }

  append(ask: Ask<'film.append'>): Promise<void> {
    const journal = this.#journals.get(ask.film);
    if (journal === undefined) return Promise.reject(refuse('film-journal', 'no such film is open'));
    return journal.appendRecord(ask.chunk, { ms: ask.ms, frames: ask.frames });
  }

  async finishFilm(ask: Ask<'film.finish'>): Promise<void> {
    this.#journals.delete(ask.film);
    try {
      await this.#films.finishFilm(parseHexId(ask.film), ask.reason);
    } finally {
      this.#wrote();
    }
  }

  readonly #wrote = (): void => {
    this.#house.changes.happened();
    this.#contact.kick();
  };

  #open(id: Bytes, members: readonly Member[], events: Parameters<typeof openCase>[2]): Promise<void> {
    const { books, entropy, now, primitives, store } = this.#house;
    const { device, keyring } = this.unlocked;
    const ports = { store, books, keys: this.#keys, keyring, ledger: this.#ledger, entropy, primitives, now, device };
    return openCase(id, members, events, ports);
  }
}

/** The member's own signer; null where this device was revoked and the member's keys are gone: the courier is left. */
async function ownSigner({ keyring }: Unlocked, primitives: Primitives): Promise<Signer | null> {
  try {
    return await signerOf((await keyring.identity()).seed, primitives);
  } catch (fault) {
    if (fault instanceof AmanatError && fault.code === 'chain-not-joined') return null;
    throw fault;
  }
}

/** Drops the local copy of the film whose date comes first among those that are safe on the server. */
async function freeOldest({ store }: House, holdings: Holdings): Promise<boolean> {
  const clips = await store.read(['clips'], (tx) => tx.all('clips'));
  const [oldest] = clips
    .filter((clip) => clip.local && isSafe(clip))
    .sort((one, other) => one.due_at - other.due_at);
  if (oldest === undefined) return false;
  await holdings.dropLocal(parseHexId(oldest.clip));
  return true;
}
