// One member at work: the parts of an unlocked, certified device, joined once.
import type { Bytes } from '../sync/bytes';
import { AmanatError, refuse } from '../sync/errors';
import { hexId } from '../sync/ids';
import { FILM } from '../sync/manifest';
import { ROLES } from '../sync/records';
import type { CaseView, PeopleView, SyncView } from './api';
import { Bulletins } from './bulletins';
import { CaseKeys } from './case-keys';
import { Commands } from './commands';
import { Contact } from './contact';
import { courierOf } from './carriage';
import { DeviceStatus } from './device-status';
import { Doubt } from './doubt';
import { Drawer } from './drawer';
import { Families } from './families';
import { rootOf, type Root } from './founding';
import { Holdings, isSafe } from './holdings';
import { signerOf, type Signer } from './http';
import { Late } from './late';
import { Ledger } from './ledger';
import { Notebook } from './notes/notebook';
import type { House } from './house';
import type { Unlocked } from './newcomer';
import { Outbox } from './outbox';
import { peopleOf, type PeoplePorts } from './people';
import { Play } from './play';
import { Puller } from './puller';
import { renewFamilies } from './renewal';
import { Reception } from './reception';
import { tendServiceCase } from './service-case';
import type { Revocation } from './revocation';
import { ServiceDesk, settingsOf } from './service-desk';
import { Shredder } from './shred';
import { StaffDesk } from './staff-desk';
import { Staffing } from './staffing';
import { Bell } from './stream';
import { Tales } from './tale';
import { ThisTablet } from './this-tablet';
import { Uploader } from './uploader';
import { Visiting } from './visiting';
import { casesOf, type ViewPorts } from './views';

/** A film that waits longer than this is named, ms. */
const LATE_MS = 3 * 24 * 3_600_000;

/** The unlocked member's parts. */
export class Session {
  readonly unlocked: Unlocked;
  readonly families: Families;
  readonly visiting: Visiting;
  readonly commands: Commands;
  readonly doubt: Doubt;
  readonly late: Late;
  readonly uploader: Uploader;
  readonly play: Play;
  readonly notebook: Notebook;
  readonly reception: Reception;
  readonly staff: StaffDesk;
  readonly serviceDesk: ServiceDesk;
  readonly tablet: ThisTablet;
  readonly #house: House;
  readonly #contact: Contact;
  readonly #ledger: Ledger;
  readonly #revocation: Revocation;
  readonly #over: AbortController;
  readonly #forget: () => void;
  readonly #outbox: Outbox;
  readonly #views: ViewPorts;
  readonly #people: PeoplePorts;
  #root: Root | null = null;

  private constructor(unlocked: Unlocked, house: House, revocation: Revocation, signers: Signers) {
    this.unlocked = unlocked;
    this.#house = house;
    this.#forget = signers.forget;
    this.#over = new AbortController();
    const { books, changes, clock, entropy, now, primitives, slots, store } = house;
    const server = house.server.until(this.#over.signal);
    const { device, keyring, member } = unlocked;
    const changed = changes.happened;
    const shared = { store, slots, books, keyring, entropy, primitives, server, now, device, member, changed };
    const keys = new CaseKeys({ store, slots, keyring, primitives, now });
    const ledger = new Ledger({ ...shared, keys, changed: this.#wrote });
    this.#ledger = ledger;
    const holdings = new Holdings(store, slots);
    const shredder = new Shredder(store, slots);
    this.#revocation = revocation;
    const bulletins = new Bulletins({ store, books, server, now, signer: signers.device });
    const puller = new Puller({ ...shared, keys, ledger, shredder, signer: signers.device });
    this.uploader = new Uploader({ ...shared, holdings, signer: signers.courier, sleep: house.sleep });
    this.#outbox = new Outbox({ store, books, keys, keyring, server, signer: signers.courier });
    const tend = (): Promise<void> =>
      tendServiceCase({
        ...shared,
        keys,
        signer: signers.device,
        fetchRolls: () => puller.rolls(books.serviceCase),
      });
    const fetchRolls = (id: Bytes): Promise<void> => puller.rolls(id);
    const renewal = { ...shared, keys, ledger, fetchRolls, signer: signers.device };
    const [root, fetchChain, wrote] = [() => this.#root, () => bulletins.chain(), this.#wrote];
    const staffing = new Staffing({ ...shared, signer: signers.device, root, fetchChain });
    const drawer = new Drawer(store, keyring, entropy, primitives);
    this.reception = new Reception({ ...shared, ledger, staffing, drawer, signer: signers.device, tend });
    this.staff = new StaffDesk({ ...shared, ledger, staffing, reception: this.reception, tend, wrote });
    this.serviceDesk = new ServiceDesk({ ...shared, ledger, wrote });
    const { tablet } = unlocked;
    const seal = (): Promise<void> => this.notebook.sealAll();
    this.tablet = new ThisTablet({ ...shared, ledger, shredder, tablet, owner: () => keyring.owner ?? 0, wrote, seal });
    this.families = new Families({ ...shared, keys, ledger, wrote });
    const signed = { carrier: signers.courier, reader: signers.device };
    this.commands = new Commands({ ...shared, ...signed, clock, wrote });
    this.doubt = new Doubt({ shredder, clock, changed });
    this.late = new Late({ ...shared, keys, ledger, signer: signers.device, wrote });
    const { commands, doubt, late, uploader } = this;
    const visits = { house, ledger, keyring, holdings, shredder, commands, member, device, wrote };
    this.visiting = new Visiting(visits);
    const { ballast, cameIn, filming } = this.visiting;
    const moved = (): void => {
      this.#contact.kick();
    };
    const bell = new Bell({ server, signer: signers.device, now, sleep: house.sleep, moved });
    const tales = new Tales();
    const status = new DeviceStatus({ ...shared, ledger });
    this.play = new Play({ ...shared, keys, ledger, tales, signer: signers.device, wrote: this.#wrote });
    this.notebook = new Notebook({ ...shared, keys, ledger, sleep: house.sleep, signer: signers.device, wrote });
    this.#contact = new Contact({
      ...shared,
      ...{ keys, ledger, holdings, shredder, bulletins, puller, revocation, uploader },
      ...{ bell, commands, doubt, late, courier: signers.courier },
      ...{ owner: keyring.owner, revokedAt: () => this.revokedAt() },
      sleep: house.sleep,
      outbox: this.#outbox,
      play: this.play,
      isAsked: (film) => filming.isAsked(film),
      isShort: () => ballast.isShort(),
      duties: async () => {
        await this.play.tend();
        await status.tell();
        const self = books.chain.device(device);
        if (self?.active === true && self.role === ROLES.admin) {
          await tend();
          await this.reception.look();
        }
        if (self?.active === true) await renewFamilies({ ...renewal, wrote: moved });
        await this.tablet.reached();
      },
    });
    this.#views = { ...shared, keys, ledger, tales, uploader, commands, late, cameIn };
    this.#people = { ...shared, ledger, staffing, reception: this.reception };
  }

  static async begin(unlocked: Unlocked, house: House, revocation: Revocation): Promise<Session> {
    const { courier, signer } = await courierOf(unlocked, house);
    const seed = await ownSeed(unlocked);
    const device = seed === null ? signer : await signerOf(seed, house.primitives);
    const forget = (): void => {
      courier.forget();
      seed?.fill(0);
    };
    const session = new Session(unlocked, house, revocation, { device, courier: signer, forget });
    // A set-up that is not finished: the root vouches for who joins meanwhile.
    session.#root = await rootOf(unlocked);
    return session;
  }

  /** Goes to work: what a crash has left is finished, and the server is asked. */
  start(): void {
    void this.visiting.begin().then(this.#wrote, this.#house.changes.happened);
    void this.notebook.voice.tidy().catch(this.#house.changes.happened);
    this.#contact.kick();
  }

  /** Overwrites every key that is held here; nothing is waited for. */
  end(): void {
    this.forgetRoot();
    this.visiting.end();
    this.unlocked.keyring.forget();
    void this.hush();
    this.#forget();
  }

  /** Asks the server nothing more; ends when no answer is being worked on. */
  async hush(): Promise<void> {
    this.play.forget();
    this.#over.abort();
    await this.#contact.stop();
  }

  /** Behind the screen lock: ends when what was under way is written, and no key but the keyring's is left. */
  async settle(): Promise<void> {
    await this.notebook.sealAll();
    this.visiting.end();
    await this.visiting.films.settle();
    await this.#ledger.close();
    this.#forget();
  }

  get holdsRoot(): boolean {
    return this.#root !== null;
  }

  forgetRoot(): void {
    this.#root?.forget();
    this.#root = null;
    this.#house.changes.happened();
  }

  /** When this device was found to be revoked, ms; null where it stands. */
  revokedAt(): Promise<number | null> {
    return this.#revocation.since(this.unlocked.keyring.owner);
  }

  contact(): Promise<void> {
    return this.#contact.now();
  }

  /** See Commands.earlier; the date so far is the promise's, or one that was brought forward before. */
  async sooner(id: Bytes, film: Bytes): Promise<{ readonly due_at: number }> {
    const known = (await this.cases()).find((one) => one.case === hexId(id))?.films;
    const shown = known?.find((one) => one.film === hexId(film));
    if (shown === undefined) throw refuse('right-missing');
    return { due_at: await this.commands.earlier(id, film, shown.due_at) };
  }

  async allAsked(film: string): Promise<void> {
    await this.visiting.cameIn.settle(film);
    this.#house.changes.happened();
  }

  tryNow(film: string): Promise<void> {
    this.uploader.tryNow(film);
    return this.contact();
  }

  people(): Promise<PeopleView> {
    return peopleOf(this.#people);
  }

  cases(): Promise<readonly CaseView[]> {
    return casesOf(this.#views);
  }

  /** The service's name, null where its settings are not here yet. */
  async service(): Promise<string | null> {
    return (await settingsOf(this.#views))?.name ?? null;
  }

  async sync(): Promise<Omit<SyncView, 'film_ready_at'>> {
    const { now, store } = this.#house;
    const [clips, films, holds] = await store.read(['clips', 'films', 'holds'], (tx) =>
      Promise.all([tx.all('clips'), tx.all('films'), tx.get('holds', 'list')]),
    );
    const unsent = clips.filter((clip) => clip.made_here && !isSafe(clip));
    const waits = unsent.filter((clip) => !clip.hidden);
    // Of a film that is held nothing more is said than that it is not here.
    const hidden = unsent.filter((clip) => clip.hidden && holds?.groups.includes(clip.group) !== true);
    const opened = new Map(films.map((row) => [row.film, row.opened_at]));
    const films_late = waits.filter((clip) => now() - (opened.get(clip.clip) ?? now()) > LATE_MS).length;
    const waiting = (await this.#outbox.rows()).length + waits.length;
    const films_waiting = waits.filter((clip) => clip.kind === FILM).length;
    const films_hidden = hidden.filter((clip) => clip.kind === FILM).length;
    const stops_waiting = await this.commands.destroying();
    const told = { waiting, films_waiting, films_late, films_hidden, stops_waiting, doubt: this.doubt.view };
    return { ...this.#contact.last, ...told };
  }

  readonly #wrote = (): void => {
    this.#house.changes.happened();
    this.#contact.kick();
  };
}

/** Who signs what a member does and what the tablet carries; `forget` overwrites their seeds. */
interface Signers {
  readonly device: Signer;
  readonly courier: Signer;
  readonly forget: () => void;
}

/** The member's own seed; null where this device was revoked and the member's keys are gone: the courier is left. */
async function ownSeed({ keyring }: Unlocked): Promise<Bytes | null> {
  try {
    return (await keyring.identity()).seed;
  } catch (fault) {
    if (fault instanceof AmanatError && fault.code === 'chain-not-joined') return null;
    throw fault;
  }
}
