// A server of one service in memory, for tests of the vault: it checks what comes by the same core as the real one, and
// can be unreachable, or do what it was asked and lose the answer.
import { concat, readInteger, same, type Bytes } from '../../src/sync/bytes';
import { Chain } from '../../src/sync/chain';
import { check as checkEnvelope } from '../../src/sync/envelope';
import { AmanatError, refuse, type Code } from '../../src/sync/errors';
import { checkFrame } from '../../src/sync/frame';
import { buildHead } from '../../src/sync/head';
import { base64url, hex, hexId, parseBase64url, parseHexId } from '../../src/sync/ids';
import { encodeJson } from '../../src/sync/json';
import { CaseLedger, h0, nextH } from '../../src/sync/ledger';
import { checkManifest, checkShare, shareCommit } from '../../src/sync/manifest';
import { decodeItems, encodeItems } from '../../src/sync/page';
import type { Primitives } from '../../src/sync/primitives';
import { checkRequest, NonceWindow, parseRequest } from '../../src/sync/request';
import { decode, Head, ROLES, TOMBSTONE_KINDS } from '../../src/sync/records';
import { Rolls } from '../../src/sync/roll';
import { buildTombstone } from '../../src/sync/tombstone';
import { readEnrolRequest, readInviteRequest, readSetup } from '../../src/sync/wire.gen';
import type { EnrolRequest, InviteRequest, Setup } from '../../src/sync/wire.gen';
import { SmallCommands } from './small-server-commands';
import { afterOf, clipAnswer, jsonOf, lent, newCase, staysLate } from './small-server-shapes';
import type { Answer, Asked, Case, Clip, Line } from './small-server-shapes';

export const ORIGIN = 'https://amanat.example';
const AUTHORITY = 'amanat.example';
const STORE = 'ab'.repeat(16);

export class SmallServer {
  readonly token = new Uint8Array(32).fill(7);
  readonly seed = new Uint8Array(32).fill(9);
  line: Line = 'whole';
  full = false;
  /** What becomes of the next requests, one after another; `line` says it when these are used up. */
  faults: Line[] = [];
  /** Every request that was answered or lost, in order; `asked` has those of certified devices, with their ids. */
  readonly log: string[] = [];
  readonly asked: string[] = [];
  readonly shares = new Map<string, Bytes>();
  readonly clips = new Map<string, Clip>();
  readonly refusals = new Map<string, Code>();
  readonly cases = new Map<string, Case>();
  readonly commands: SmallCommands;
  readonly #primitives: Primitives;
  readonly #now: () => number;
  readonly #nonces = new NonceWindow();
  /** When each case moved last, by a count over all cases; a tombstone moves one without a new event. */
  readonly #moves = new Map<string, number>();
  readonly #graves = new Map<string, Bytes[]>();
  #count = 0;
  readonly #invites = new Map<string, InviteRequest>();
  readonly #enrols = new Map<string, { ask: EnrolRequest; state: string; hash: string }>();
  #chain: Chain | null = null;

  constructor(primitives: Primitives, now: () => number) {
    this.#primitives = primitives;
    this.#now = now;
    this.commands = new SmallCommands(primitives, STORE);
  }

  /** The fragment that the terminal prints. */
  async setupFragment(): Promise<string> {
    const key = await this.#primitives.ed25519Public(this.seed);
    return `#setup=${base64url(this.token)}.${base64url(await this.#primitives.sha256(key))}`;
  }

  readonly fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input);
    const method = init.method ?? 'GET';
    init.signal?.throwIfAborted();
    const line = this.faults.shift() ?? this.line;
    if (line === 'dead') throw new TypeError('no line');
    const body = init.body instanceof Blob ? new Uint8Array(await init.body.arrayBuffer()) : new Uint8Array(0);
    this.log.push(`${method} ${url.pathname}`);
    const [status, raw, headers] = await this.#answered(url, method, body, init.headers as Record<string, string>);
    if (line === 'answers-lost') throw new TypeError('the answer was lost');
    const [date, empty] = [new Date(this.#now()).toUTCString(), status === 204 || method === 'HEAD'];
    return new Response(empty ? null : (raw ?? new Uint8Array(0)), { status, headers: { date, ...headers } });
  };

  async #answered(url: URL, method: string, body: Bytes, headers: Record<string, string>): Promise<Answer> {
    try {
      const once = new Map(Object.entries(headers));
      const ask = { method, path: url.pathname, query: url.searchParams, body, headers: once };
      const open = ['/v1/service', '/v1/setup'].includes(url.pathname);
      const key = open ? new Uint8Array(32) : await this.#signer(ask, url.pathname + url.search);
      return await this.#route({ ...ask, key });
    } catch (fault) {
      if (!(fault instanceof AmanatError)) throw fault;
      const problem = { type: `/problems/${fault.code}`, title: fault.code, status: fault.status, code: fault.code };
      return [fault.status || 500, encodeJson({ ...problem, detail: null })];
    }
  }

  async #signer(ask: Omit<Asked, 'key'>, target: string): Promise<Bytes> {
    const length = ask.body.length > 0 ? [['content-length', String(ask.body.length)] as const] : [];
    const pairs = [...ask.headers, ...length];
    const claim = parseRequest(ask.method, target, pairs, AUTHORITY);
    const keyid = parseBase64url(base64url(Uint8Array.from(Buffer.from(claim.keyid, 'hex'))));
    const known = this.#chain?.byKeyid(keyid)?.ed25519 ?? (await this.#stranger(ask, keyid));
    await checkRequest(claim, known, this.#now(), 0, this.#nonces, this.#primitives);
    if (known === null) throw refuse('request-key');
    return known;
  }

  /** The key of a device that asks to join, or has asked. */
  async #stranger(ask: Omit<Asked, 'key'>, keyid: Bytes): Promise<Bytes | null> {
    const named = ask.method === 'POST' && ask.path === '/v1/enrol' ? [readEnrolRequest(jsonOf(ask.body)).ed25519] : [];
    for (const text of [...named, ...[...this.#enrols.values()].map((one) => one.ask.ed25519)]) {
      const key = parseBase64url(text, 32);
      if (same((await this.#primitives.sha256(key)).subarray(0, 16), keyid)) return key;
    }
    return null;
  }

  get chain(): Chain {
    if (this.#chain === null) throw refuse('request-key');
    return this.#chain;
  }

  async #route(ask: Asked): Promise<Answer> {
    const [, , area = '', id = '', what = '', version = ''] = ask.path.split('/');
    const route = `${ask.method} ${area}`;
    if (route === 'GET service') return this.#service();
    if (route === 'POST setup') return this.#setUp(readSetup(jsonOf(ask.body)));
    if (route === 'POST enrol') return this.#enrol(readEnrolRequest(jsonOf(ask.body)));
    if (route === 'GET enrol' && id !== '') return [200, encodeJson({ state: this.#state(id) })];
    const caller = this.chain.byKey(ask.key);
    if (caller === null) throw refuse('request-key');
    this.asked.push(`${hexId(caller.device)} ${ask.method} ${ask.path}`);
    if (route === 'GET chain') return [200, concat(...this.chain.records.slice(afterOf(ask) + 1))];
    if (caller.revoked_at_seq !== null && caller.role !== ROLES.courier) throw refuse('right-revoked');
    const isAdmin = caller.role === ROLES.admin;
    if (route === 'POST chain') return this.#certify(ask.body);
    if (route === 'POST invites' && isAdmin) return this.#invite(readInviteRequest(jsonOf(ask.body)));
    if (route === 'GET enrol' && isAdmin) return [200, encodeJson({ enrols: this.#waiting() })];
    if (route === 'DELETE enrol' && isAdmin) return this.#differ(id);
    if (route === 'GET holds') return [200, encodeJson({ time: this.#now(), groups: [] })];
    if (route === 'POST tombstones') return [204];
    if (route === 'GET cases' && id === '') return this.#moved(caller.member, ask.query.get('since'));
    if (area === 'commands') return this.commands.answer(ask, this, this.#now());
    if (area === 'cases') return this.#case(ask, id, what, caller.device, caller.member);
    if (area === 'shares') return this.#share(ask, id, what);
    if (route === 'POST uploads' && this.full) throw refuse('upload-server-full');
    if (area === 'uploads') return this.#upload(ask, id);
    if (route === 'GET clips') return clipAnswer(this.clips.get(id), ask, what);
    if (route === 'PUT clips' && what === 'headers') return this.#header(id, Number(version), ask.body);
    throw refuse('right-missing');
  }

  async #service(): Promise<Answer> {
    const service_key = base64url(await this.#primitives.ed25519Public(this.seed));
    const org = this.#chain === null ? null : base64url(this.#chain.org);
    return [200, encodeJson({ org, service_key, time: this.#now(), build: 'test', demo: false })];
  }

  async #setUp({ records, token }: Setup): Promise<Answer> {
    if (token !== base64url(this.token)) throw refuse('setup-token');
    const raw = parseBase64url(records);
    const raws = Array.from({ length: raw.length / 288 }, (_, i) => raw.slice(i * 288, (i + 1) * 288));
    if (this.#chain !== null) {
      if (!same(concat(...this.#chain.records.slice(0, raws.length)), raw)) throw refuse('setup-done');
      return [200];
    }
    this.#chain = await Chain.load(raws, null, this.#primitives);
    return [201];
  }

  async #certify(body: Bytes): Promise<Answer> {
    const raws = Array.from({ length: body.length / 288 }, (_, i) => body.slice(i * 288, (i + 1) * 288));
    await this.chain.appendAll(raws, this.#now());
    return [201];
  }

  #invite(ask: InviteRequest): Answer {
    this.#invites.set(ask.token_hash, ask);
    return [201, encodeJson({ until: this.#now() + 86_400_000 })];
  }

  async #enrol(ask: EnrolRequest): Promise<Answer> {
    const hash = base64url(await this.#primitives.sha256(parseBase64url(ask.token, 32)));
    if (!this.#invites.has(hash)) throw refuse('enrol-used');
    const id = hash.slice(0, 21) + 'A';
    this.#enrols.set(hexId(parseBase64url(id, 16)), { ask, state: 'waiting', hash });
    return [201, encodeJson({ id })];
  }

  #state(id: string): string {
    const found = this.#enrols.get(id);
    if (found === undefined) throw refuse('right-missing');
    const device = this.#chain?.byKey(parseBase64url(found.ask.ed25519, 32)) ?? null;
    return device === null ? found.state : 'joined';
  }

  #waiting(): object[] {
    const waiting = [...this.#enrols].filter(([id]) => this.#state(id) === 'waiting');
    return waiting.map(([id, { ask, hash }]) => {
      const { courier, device, ed25519, hmac, member, x25519 } = ask;
      const { role } = this.#invites.get(hash) ?? { role: 1 };
      const keys = { device, ed25519, x25519, courier, hmac };
      return { ...keys, id: base64url(parseHexId(id)), token_hash: hash, member, role, at: this.#now() };
    });
  }

  #differ(id: string): Answer {
    const found = this.#enrols.get(id);
    if (found === undefined) throw refuse('right-missing');
    found.state = 'refused';
    return [204];
  }

  #bump(id: string): void {
    this.#moves.set(id, ++this.#count);
  }

  #moved(member: Bytes, since: string | null): Answer {
    const after = Number((since ?? `${STORE}.0`).slice(STORE.length + 1));
    const mine = [...this.cases].filter(([id, one]) => one.rolls.has(member) && (this.#moves.get(id) ?? 0) > after);
    const cases = mine.map(([id, { frames, rolls }]) => {
      return { case: base64url(parseHexId(id)), n: frames.length, roll: rolls.seq };
    });
    return [200, encodeJson({ cursor: `${STORE}.${this.#count}`, cases })];
  }

  async #case(ask: Asked, id: string, what: string, device: Bytes, member: Bytes): Promise<Answer> {
    const known = this.cases.get(id);
    if (ask.method === 'POST' && what === 'rolls') {
      const one = known ?? newCase(new Rolls(this.chain.org, parseHexId(id), this.#primitives));
      await one.rolls.append(ask.body, this.chain, true);
      this.cases.set(id, one);
      this.#bump(id);
      return [201];
    }
    if (known === undefined) throw refuse('right-missing');
    if (ask.method === 'POST') return this.#posted(ask, known, what, member);
    if (!known.rolls.has(member)) throw refuse('right-missing');
    if (what === 'rolls') return [200, encodeItems(known.rolls.raws)];
    if (what === 'late') return [200, encodeItems(known.late)];
    if (what === 'events') return this.#page(ask, id, known);
    const own = known.envelopes.filter((one) => one.to === hex(device)).map((one) => one.raw);
    return [200, concat(...own)];
  }

  async #posted(ask: Asked, known: Case, what: string, member: Bytes): Promise<Answer> {
    if (what === 'recovery') known.recovery = ask.body;
    if (what === 'envelopes') {
      for (let at = 0; at < ask.body.length; at += 266) {
        const raw = ask.body.slice(at, at + 266);
        const { to_device } = await checkEnvelope(raw, known.rolls, this.chain, this.#primitives, true);
        known.envelopes.push({ to: hex(to_device), raw });
      }
    }
    if (what !== 'events') return [201];
    const ledger = await CaseLedger.start(this.chain.org, known.rolls.case, this.#primitives);
    for (const raw of known.frames) await ledger.append(raw);
    const before = known.frames.length;
    for (const raw of decodeItems(ask.body)) {
      const { device } = await checkFrame(raw, this.chain, known.rolls, true, this.#primitives);
      if (known.frames.some((frame) => same(frame, raw))) continue;
      if (this.chain.device(device)?.active === false && staysLate(known, raw, member)) continue;
      await ledger.append(raw);
      known.frames.push(raw);
    }
    // What comes late moves nothing.
    if (known.frames.length > before) this.#bump(hexId(known.rolls.case));
    return [200, await this.#head(hexId(known.rolls.case), known)];
  }

  async #page(ask: Asked, id: string, known: Case): Promise<Answer> {
    const [store, n] = (ask.query.get('after') ?? `${STORE}.0`).split('.');
    if (store !== STORE || Number(n) > known.frames.length) throw refuse('event-cursor');
    const restarts = known.restarts.filter((raw) => decode(Head, raw).n >= Number(n));
    const before = restarts[0] === undefined ? 0 : decode(Head, restarts[0]).n - Number(n);
    const frames = known.frames.slice(Number(n));
    const cursor = `${STORE}.${known.frames.length}`;
    const rest = [...frames.slice(before), ...(this.#graves.get(id) ?? []), await this.#head(id, known)];
    const items = [...frames.slice(0, before), ...restarts, ...rest];
    return [200, encodeItems(items), { 'amanat-cursor': cursor }];
  }

  /** The film's share is destroyed by a command: a tombstone, and no event. */
  async destroy(id: string, film: string): Promise<void> {
    const group = parseHexId(film);
    const share = this.shares.get(film);
    if (share === undefined) throw refuse('right-missing');
    const share_commit = await shareCommit(group, share, this.#primitives);
    const about = { org: this.chain.org, case: parseHexId(id), group, share_commit, destroyed_at: this.#now() };
    const raw = await buildTombstone(this.seed, { kind: TOMBSTONE_KINDS.command, ...about }, this.#primitives);
    this.#graves.set(id, [...(this.#graves.get(id) ?? []), raw]);
    for (const held of [this.clips, this.shares]) held.delete(film);
    this.#bump(id);
  }

  /**
   * The backup had `n` frames of that case and nothing of that film; the service signs that it goes on from there.
   * With `skipped` it lacks frames at the front too, as no backup of this history does.
   */
  async restore(id: string, n: number, film: string, skipped = 0): Promise<void> {
    const known = this.cases.get(id);
    if (known === undefined) throw refuse('right-missing');
    known.frames = known.frames.slice(skipped, skipped + n);
    known.restarts.push(await this.#head(id, known, true));
    for (const held of [this.clips, this.shares]) held.delete(film);
  }

  async #head(id: string, known: Case, restart = false): Promise<Bytes> {
    let running = await h0(this.chain.org, parseHexId(id), this.#primitives);
    for (const frame of known.frames) running = await nextH(running, frame, this.#primitives);
    const about = { org: this.chain.org, case: parseHexId(id), n: known.frames.length, running };
    const fields = { ...about, restart, chain_seq: this.chain.seq, time: this.#now() };
    return buildHead(this.seed, fields, this.#primitives);
  }

  async #share(ask: Asked, id: string, what: string): Promise<Answer> {
    const group = parseHexId(id);
    if (what === 'lease') {
      if (this.refusals.has(id)) throw refuse(this.refusals.get(id) ?? 'share-stopped');
      const share = this.shares.get(id);
      if (share === undefined) throw refuse('right-missing');
      return lent(this.seed, this.chain, { group, share, now: this.#now() }, this.#primitives);
    }
    const film = this.clips.get(id);
    if (film !== undefined) {
      await checkShare(await checkManifest(film.raw, this.chain, this.#primitives), ask.body, this.#primitives);
    } else if (!this.cases.has(id)) throw refuse('share-no-manifest');
    const known = this.shares.get(id);
    if (known !== undefined && !same(known, ask.body)) throw refuse('share-differs');
    this.shares.set(id, ask.body);
    return [known === undefined ? 201 : 200];
  }

  async #upload(ask: Asked, id: string): Promise<Answer> {
    const tus = { 'tus-resumable': '1.0.0' };
    if (ask.method === 'POST') {
      const told = (ask.headers.get('upload-metadata') ?? '').slice('manifest '.length).replaceAll('+', '-');
      const raw = parseBase64url(told.replaceAll('/', '_'));
      const manifest = await checkManifest(raw, this.chain, this.#primitives);
      const name = hexId(manifest.clip);
      const known = this.clips.get(name);
      const fresh = { raw, length: manifest.payload_len, payload: new Uint8Array(0), header: null };
      if (known === undefined) this.clips.set(name, fresh);
      return [known === undefined ? 201 : 200, undefined, { ...tus, location: `/v1/uploads/${name}` }];
    }
    const clip = this.clips.get(id);
    if (clip === undefined) throw refuse('right-missing');
    if (ask.method === 'PATCH') {
      if (Number(ask.headers.get('upload-offset')) !== clip.payload.length) throw refuse('upload-offset');
      clip.payload = concat(clip.payload, ask.body);
    }
    const headers = { ...tus, 'upload-offset': String(clip.payload.length) };
    return [ask.method === 'PATCH' ? 204 : 200, undefined, headers];
  }

  #header(id: string, version: number, body: Bytes): Answer {
    const clip = this.clips.get(id);
    if (clip === undefined) throw refuse('right-missing');
    if (readInteger(body.subarray(20, 24)) !== version) throw refuse('header-version');
    clip.header = body;
    return [201];
  }
}
