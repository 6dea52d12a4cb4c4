// Joining a service by a link: the new device's side (docs/spec/enrolment.md).
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { allZero } from '../sync/bytes';
import { decodeLink, enrolHmac, enrolWords, spell, type Joining, type Link } from '../sync/enrol';
import { x25519Public } from '../sync/envelope';
import { refuse } from '../sync/errors';
import { base64url, hexId, parseBase64url } from '../sync/ids';
import { decodeJson, encodeJson } from '../sync/json';
import type { Primitives } from '../sync/primitives';
import { NO_KEY, NO_MEMBER } from '../sync/staff';
import { readEnrolMade, readEnrolState, type EnrolState } from '../sync/wire.gen';
import type { Drawer } from './drawer';
import { signerOf, type Server, type Signer } from './http';
import type { Unlocked } from './newcomer';

/** The name under which a member who waits to be let in keeps the link. */
export const LINK = 'join-link';
const BESIDE = 'join-beside';

/** A link of this very server; throws `enrol-link` for another one. */
export function readLink(fragment: string, origin: string): Link {
  const link = decodeLink(fragment);
  if (link.server !== origin) throw refuse('enrol-link', 'the link is for another address');
  return link;
}

/** A device that waits to be let in; it begins where the link is kept and ends when the device is certified. */
export class Waiting {
  readonly link: Link;
  readonly #joining: Joining;
  readonly #mac: Uint8Array<ArrayBuffer>;
  readonly #signer: Signer;
  readonly #server: Server;
  #id: string | null = null;
  /** The six words to read out. */
  readonly words: readonly string[];

  private constructor(parts: {
    link: Link;
    joining: Joining;
    mac: Uint8Array<ArrayBuffer>;
    words: readonly string[];
    signer: Signer;
    server: Server;
  }) {
    this.link = parts.link;
    this.words = parts.words;
    this.#joining = parts.joining;
    this.#mac = parts.mac;
    this.#signer = parts.signer;
    this.#server = parts.server;
  }

  /**
   * Keeps the link for this member until it has joined.  `beside` says that the tablet has members already: its courier
   * is certified, and does not join again.
   */
  static async keep(fragment: string, beside: boolean, drawer: Drawer): Promise<void> {
    if (beside) await drawer.put(BESIDE, '');
    await drawer.put(LINK, fragment);
  }

  /** The waiting of this member, null where it has joined. */
  static async resume(
    unlocked: Unlocked,
    drawer: Drawer,
    server: Server,
    primitives: Primitives,
  ): Promise<Waiting | null> {
    const fragment = await drawer.get(LINK);
    if (fragment === null) return null;
    const link = decodeLink(fragment);
    const { seed, scalar } = await unlocked.keyring.identity();
    const beside = (await drawer.get(BESIDE)) !== null;
    const joining: Joining = {
      ...{ root: link.root, member: link.member, device: unlocked.device, role: link.role },
      ed25519: await primitives.ed25519Public(seed),
      x25519: await x25519Public(scalar, primitives),
      tablet: beside ? NO_MEMBER : unlocked.tablet,
      courier: beside ? NO_KEY : await primitives.ed25519Public(await unlocked.keyring.courierSeed()),
    };
    const mac = await enrolHmac(link.e, joining, primitives);
    const words = spell(await enrolWords(link.e, joining, mac, primitives), wordlist);
    return new Waiting({ link, joining, mac, words, signer: await signerOf(seed, primitives), server });
  }

  /** Whether it was asked, where it was not. */
  async ask(): Promise<void> {
    if (this.#id !== null) return;
    const { courier, device, ed25519, member, tablet, x25519 } = this.#joining;
    const asked = {
      ...{ token: base64url(this.link.token), member: base64url(member), device: base64url(device) },
      ...{ ed25519: base64url(ed25519), x25519: base64url(x25519) },
      courier: allZero(tablet) ? null : { tablet: base64url(tablet), ed25519: base64url(courier) },
      hmac: base64url(this.#mac),
    };
    const cargo = { body: encodeJson(asked), headers: { 'content-type': 'application/json' } };
    const answer = await this.#server.ask('POST', '/v1/enrol', this.#signer, cargo);
    this.#id = hexId(parseBase64url(decodeJson(readEnrolMade, answer.body, 'server-answer').id, 16));
  }

  /** How the request stands; asks first where that was not done. */
  async state(): Promise<EnrolState['state']> {
    await this.ask();
    const answer = await this.#server.ask('GET', `/v1/enrol/${this.#id ?? ''}`, this.#signer);
    return decodeJson(readEnrolState, answer.body, 'server-answer').state;
  }

  /** Joined: the link is of no use any more. */
  async over(drawer: Drawer): Promise<void> {
    await drawer.drop(LINK);
    await drawer.drop(BESIDE);
  }
}
