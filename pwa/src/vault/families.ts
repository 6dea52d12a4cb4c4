// Families of the unlocked member: opening one, and who is in it.  The service's own case is opened here too.
import type { Bytes } from '../sync/bytes';
import { base64url, hexId, parseHexId } from '../sync/ids';
import { ROLES } from '../sync/records';
import type { Ask, SetupAnswers } from './api';
import { letDeviceIn } from './letting-in';
import { openCase, type Member, type OpeningPorts } from './opening';

/** How long the planned work with a family is taken to be, where nobody has said: half a year. */
const PLANNED_MS = 183 * 24 * 3_600_000;

/** What families are made of. */
export interface FamilyPorts extends OpeningPorts {
  readonly member: Bytes;
  /** Something was written that is to be sent. */
  readonly wrote: () => void;
}

export class Families {
  readonly #ports: FamilyPorts;

  constructor(ports: FamilyPorts) {
    this.#ports = ports;
  }

  /** Opens the service's own case, by the first admin. */
  async openServiceCase(settings: SetupAnswers & { readonly name: string }): Promise<void> {
    const { books, ledger, member } = this.#ports;
    const { days, name, offline_days, service } = settings;
    // A page that went before everything was written comes here again.
    const known = await ledger.entries(books.serviceCase).catch(() => []);
    if (known.some(({ event }) => event.kind === 'service-settings')) return;
    const phone = settings.phone.trim() === '' ? null : settings.phone;
    const languages = [...settings.languages];
    const events = [
      { kind: 'service-settings', name: service, phone, days, offline_days, languages },
      { kind: 'member-named', member: base64url(member), name },
    ] as const;
    await openCase(books.serviceCase, [{ member, role: ROLES.admin }], () => events, this.#ports);
  }

  /** A new family; throws `roll-no-supervisor` where nobody supervises. */
  async openFamily(ask: Ask<'case.open'>): Promise<{ readonly case: string }> {
    const { books, device, entropy, member, now } = this.#ports;
    const { label, languages = [], purpose = 'help', supervisor } = ask;
    const { role } = books.device(device);
    const members: Member[] = [{ member, role }];
    if (supervisor !== null && supervisor !== hexId(member)) {
      members.push({ member: parseHexId(supervisor), role: ROLES.supervisor });
    }
    const id = entropy.id();
    const ends_at = ask.ends_at === undefined ? now() + PLANNED_MS : ask.ends_at;
    const opened = { kind: 'case-opened', label, purpose, languages, ends_at } as const;
    await openCase(id, members, (share_commit) => [{ ...opened, share_commit }], this.#ports);
    this.#ports.wrote();
    return { case: hexId(id) };
  }

  async changeFamily({ ends_at, label, languages, purpose, ...ask }: Ask<'case.change'>): Promise<void> {
    const event = { kind: 'case-changed', label, purpose, languages, ends_at } as const;
    await this.#ports.ledger.record(parseHexId(ask.case), event);
  }

  async planVisit({ at, ...ask }: Ask<'visit.plan'>): Promise<void> {
    const { entropy, ledger } = this.#ports;
    const visit = base64url(entropy.id());
    await ledger.record(parseHexId(ask.case), { kind: 'visit-planned', visit, at });
  }

  /** See letting-in.ts. */
  async letIn(ask: Ask<'case.let-in'>): Promise<void> {
    await letDeviceIn(parseHexId(ask.case), parseHexId(ask.device), this.#ports);
    this.#ports.wrote();
  }

  async addPerson(ask: Ask<'person.add'>): Promise<void> {
    const { entropy, ledger } = this.#ports;
    const person = base64url(entropy.id());
    const event = { kind: 'person-added', person, role_in_film: ask.role, languages: [] } as const;
    await ledger.record(parseHexId(ask.case), event);
  }

  async answer(ask: Ask<'person.answer'>): Promise<void> {
    const { ledger, now } = this.#ports;
    const person = base64url(parseHexId(ask.person));
    const told = { person, purpose: 'film', answer: ask.answer, asked_alone: null, at: now() } as const;
    await ledger.record(parseHexId(ask.case), { kind: 'decision', ...told });
  }
}
