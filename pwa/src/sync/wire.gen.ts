// Made by `make wire` from sync/amanat_sync/{scalars,kinds,wire}.py; changes go there.
// Over 400 lines: it is made, and what makes it is short.
// Binary values are base64url without padding; times are milliseconds since 1970 UTC.
import {
  fields,
  flag,
  integer,
  list,
  nothing,
  nullable,
  oneOf,
  text,
  type IntegerRule,
  type Read,
  type TextRule,
} from './json';

const ID: TextRule = { least: 22, top: 22, pattern: /^[A-Za-z0-9_-]{21}[AQgw]$/ };
const HASH: TextRule = { least: 43, top: 43, pattern: /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/ };
const YJS: TextRule = { least: 2, top: 262144, pattern: /^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-][AQgw]|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048])?$(?!\n)/ };
const CERTIFICATES: TextRule = { least: 0, top: 24576, pattern: /^(?:[A-Za-z0-9_-]{384})+$(?!\n)/ };
const CURSOR_TEXT: TextRule = { least: 0, top: 49, pattern: /^[0-9a-f]{32}\.(?:0|[1-9][0-9]{0,15})$(?!\n)/ };
const LANGUAGE: TextRule = { least: 0, top: 30, pattern: /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$(?!\n)/ };
const CODE_TEXT: TextRule = { least: 0, top: 64, pattern: /^[a-z0-9]+(?:-[a-z0-9]+)+$(?!\n)/ };
const COUNT: IntegerRule = { least: 0, top: 9007199254740991 };
const DAYS: IntegerRule = { least: 1, top: 36500 };
const ROLE: IntegerRule = { least: 1, top: 8 };
const STATUS: IntegerRule = { least: 400, top: 599 };
const NAME: TextRule = { least: 1, top: 200, pattern: null };
const SENTENCE: TextRule = { least: 0, top: 2000, pattern: null };

/** A moment marked while filming, in milliseconds from the film's start. */
export interface Mark {
  readonly ms: number;
  readonly kind: 'moment' | 'someone-came-in';
}

export function readMark(value: unknown): Mark {
  const of = fields(value, ['ms', 'kind']);
  return {
    ms: integer(of['ms'], COUNT),
    kind: oneOf(of['kind'], ['moment', 'someone-came-in']),
  };
}

/** All updates of the document by ``device`` in frames up to and with its number ``seq``. */
export interface UpTo {
  readonly device: string;
  readonly seq: number;
}

export function readUpTo(value: unknown): UpTo {
  const of = fields(value, ['device', 'seq']);
  return {
    device: text(of['device'], ID),
    seq: integer(of['seq'], COUNT),
  };
}

/** A case begins; ``share_commit`` binds its share S_case. */
export interface CaseOpened {
  readonly kind: 'case-opened';
  readonly label: string;
  readonly purpose: 'assessment' | 'help';
  readonly languages: readonly string[];
  readonly ends_at: number | null;
  readonly share_commit: string;
}

export function readCaseOpened(value: unknown): CaseOpened {
  const of = fields(value, ['kind', 'label', 'purpose', 'languages', 'ends_at', 'share_commit']);
  return {
    kind: oneOf(of['kind'], ['case-opened']),
    label: text(of['label'], NAME),
    purpose: oneOf(of['purpose'], ['assessment', 'help']),
    languages: list(of['languages'], (one) => text(one, LANGUAGE), 0, 16),
    ends_at: nullable(of['ends_at'], (one) => integer(one, COUNT)),
    share_commit: text(of['share_commit'], HASH),
  };
}

/** Label, purpose, languages or planned end of a case, as they now are. */
export interface CaseChanged {
  readonly kind: 'case-changed';
  readonly label: string;
  readonly purpose: 'assessment' | 'help';
  readonly languages: readonly string[];
  readonly ends_at: number | null;
}

export function readCaseChanged(value: unknown): CaseChanged {
  const of = fields(value, ['kind', 'label', 'purpose', 'languages', 'ends_at']);
  return {
    kind: oneOf(of['kind'], ['case-changed']),
    label: text(of['label'], NAME),
    purpose: oneOf(of['purpose'], ['assessment', 'help']),
    languages: list(of['languages'], (one) => text(one, LANGUAGE), 0, 16),
    ends_at: nullable(of['ends_at'], (one) => integer(one, COUNT)),
  };
}

/** Somebody who may be in a film. */
export interface PersonAdded {
  readonly kind: 'person-added';
  readonly person: string;
  readonly role_in_film: 'adult' | 'bystander' | 'child' | 'voice_only' | 'worker' | null;
  readonly languages: readonly string[];
}

export function readPersonAdded(value: unknown): PersonAdded {
  const of = fields(value, ['kind', 'person', 'role_in_film', 'languages']);
  return {
    kind: oneOf(of['kind'], ['person-added']),
    person: text(of['person'], ID),
    role_in_film: nullable(of['role_in_film'], (one) => oneOf(one, ['adult', 'bystander', 'child', 'voice_only', 'worker'])),
    languages: list(of['languages'], (one) => text(one, LANGUAGE), 0, 16),
  };
}

/** What is now known of a person. */
export interface PersonChanged {
  readonly kind: 'person-changed';
  readonly person: string;
  readonly role_in_film: 'adult' | 'bystander' | 'child' | 'voice_only' | 'worker' | null;
  readonly languages: readonly string[];
}

export function readPersonChanged(value: unknown): PersonChanged {
  const of = fields(value, ['kind', 'person', 'role_in_film', 'languages']);
  return {
    kind: oneOf(of['kind'], ['person-changed']),
    person: text(of['person'], ID),
    role_in_film: nullable(of['role_in_film'], (one) => oneOf(one, ['adult', 'bystander', 'child', 'voice_only', 'worker'])),
    languages: list(of['languages'], (one) => text(one, LANGUAGE), 0, 16),
  };
}

/** A visit and when it is to be. */
export interface VisitPlanned {
  readonly kind: 'visit-planned';
  readonly visit: string;
  readonly at: number;
}

export function readVisitPlanned(value: unknown): VisitPlanned {
  const of = fields(value, ['kind', 'visit', 'at']);
  return {
    kind: oneOf(of['kind'], ['visit-planned']),
    visit: text(of['visit'], ID),
    at: integer(of['at'], COUNT),
  };
}

/** A visit and the persons who are here. */
export interface VisitStarted {
  readonly kind: 'visit-started';
  readonly visit: string;
  readonly persons: readonly string[];
  readonly at: number;
}

export function readVisitStarted(value: unknown): VisitStarted {
  const of = fields(value, ['kind', 'visit', 'persons', 'at']);
  return {
    kind: oneOf(of['kind'], ['visit-started']),
    visit: text(of['visit'], ID),
    persons: list(of['persons'], (one) => text(one, ID), 0, 64),
    at: integer(of['at'], COUNT),
  };
}

/** One person's answer for one purpose; *later* is an answer. */
export interface Decision {
  readonly kind: 'decision';
  readonly person: string;
  readonly purpose: 'film';
  readonly answer: 'later' | 'no' | 'yes';
  readonly asked_alone: null;
  readonly at: number;
}

export function readDecision(value: unknown): Decision {
  const of = fields(value, ['kind', 'person', 'purpose', 'answer', 'asked_alone', 'at']);
  return {
    kind: oneOf(of['kind'], ['decision']),
    person: text(of['person'], ID),
    purpose: oneOf(of['purpose'], ['film']),
    answer: oneOf(of['answer'], ['later', 'no', 'yes']),
    asked_alone: nothing(of['asked_alone']),
    at: integer(of['at'], COUNT),
  };
}

/** The gate: with this frame the camera may open; its hash stands in the film's manifest. */
export interface CameraOpened {
  readonly kind: 'camera-opened';
  readonly film: string;
  readonly decisions: readonly string[];
  readonly due_at: number;
  readonly at: number;
}

export function readCameraOpened(value: unknown): CameraOpened {
  const of = fields(value, ['kind', 'film', 'decisions', 'due_at', 'at']);
  return {
    kind: oneOf(of['kind'], ['camera-opened']),
    film: text(of['film'], ID),
    decisions: list(of['decisions'], (one) => text(one, HASH), 0, 64),
    due_at: integer(of['due_at'], COUNT),
    at: integer(of['at'], COUNT),
  };
}

/** The film is closed; ``lost_ms`` is what a fault took from its end, null where nobody can tell. */
export interface FilmFinished {
  readonly kind: 'film-finished';
  readonly film: string;
  readonly ms: number;
  readonly reason: 'call' | 'camera' | 'crash' | 'full' | 'limit' | 'stop';
  readonly lost_ms: number | null;
}

export function readFilmFinished(value: unknown): FilmFinished {
  const of = fields(value, ['kind', 'film', 'ms', 'reason', 'lost_ms']);
  return {
    kind: oneOf(of['kind'], ['film-finished']),
    film: text(of['film'], ID),
    ms: integer(of['ms'], COUNT),
    reason: oneOf(of['reason'], ['call', 'camera', 'crash', 'full', 'limit', 'stop']),
    lost_ms: nullable(of['lost_ms'], (one) => integer(one, COUNT)),
  };
}

/** The moments marked while filming, told when the film is closed. */
export interface FilmMarks {
  readonly kind: 'film-marks';
  readonly film: string;
  readonly marks: readonly Mark[];
}

export function readFilmMarks(value: unknown): FilmMarks {
  const of = fields(value, ['kind', 'film', 'marks']);
  return {
    kind: oneOf(of['kind'], ['film-marks']),
    film: text(of['film'], ID),
    marks: list(of['marks'], readMark, 0, 4096),
  };
}

/** Payload, manifest, sealed header and share are all acknowledged by the server. */
export interface FilmSent {
  readonly kind: 'film-sent';
  readonly film: string;
  readonly at: number;
}

export function readFilmSent(value: unknown): FilmSent {
  const of = fields(value, ['kind', 'film', 'at']);
  return {
    kind: oneOf(of['kind'], ['film-sent']),
    film: text(of['film'], ID),
    at: integer(of['at'], COUNT),
  };
}

/** The author of this event has everything that opens the film. */
export interface FilmCanOpen {
  readonly kind: 'film-can-open';
  readonly film: string;
  readonly at: number;
}

export function readFilmCanOpen(value: unknown): FilmCanOpen {
  const of = fields(value, ['kind', 'film', 'at']);
  return {
    kind: oneOf(of['kind'], ['film-can-open']),
    film: text(of['film'], ID),
    at: integer(of['at'], COUNT),
  };
}

/** The author of this event has looked into the film. */
export interface FilmOpened {
  readonly kind: 'film-opened';
  readonly film: string;
  readonly at: number;
}

export function readFilmOpened(value: unknown): FilmOpened {
  const of = fields(value, ['kind', 'film', 'at']);
  return {
    kind: oneOf(of['kind'], ['film-opened']),
    film: text(of['film'], ID),
    at: integer(of['at'], COUNT),
  };
}

/** A copy is gone: the author's own (``device``) or, as the author knows, every one (``everywhere``). */
export interface FilmDeleted {
  readonly kind: 'film-deleted';
  readonly film: string;
  readonly reason: 'asked' | 'command' | 'date' | 'empty' | 'room' | 'wiped';
  readonly where: 'device' | 'everywhere';
  readonly at: number;
}

export function readFilmDeleted(value: unknown): FilmDeleted {
  const of = fields(value, ['kind', 'film', 'reason', 'where', 'at']);
  return {
    kind: oneOf(of['kind'], ['film-deleted']),
    film: text(of['film'], ID),
    reason: oneOf(of['reason'], ['asked', 'command', 'date', 'empty', 'room', 'wiped']),
    where: oneOf(of['where'], ['device', 'everywhere']),
    at: integer(of['at'], COUNT),
  };
}

/** Somebody wants the film not to be used. */
export interface FilmStopped {
  readonly kind: 'film-stopped';
  readonly film: string;
  readonly at: number;
}

export function readFilmStopped(value: unknown): FilmStopped {
  const of = fields(value, ['kind', 'film', 'at']);
  return {
    kind: oneOf(of['kind'], ['film-stopped']),
    film: text(of['film'], ID),
    at: integer(of['at'], COUNT),
  };
}

/** Edits of a note (Yjs); ``range`` is null. */
export interface NoteUpdate {
  readonly kind: 'note-update';
  readonly doc: string;
  readonly yjs: string;
  readonly range: null;
}

export function readNoteUpdate(value: unknown): NoteUpdate {
  const of = fields(value, ['kind', 'doc', 'yjs', 'range']);
  return {
    kind: oneOf(of['kind'], ['note-update']),
    doc: text(of['doc'], ID),
    yjs: text(of['yjs'], YJS),
    range: nothing(of['range']),
  };
}

/** A note as it stood; a reader may take it for the updates that ``range`` names. */
export interface NoteSnapshot {
  readonly kind: 'note-snapshot';
  readonly doc: string;
  readonly yjs: string;
  readonly range: readonly UpTo[];
}

export function readNoteSnapshot(value: unknown): NoteSnapshot {
  const of = fields(value, ['kind', 'doc', 'yjs', 'range']);
  return {
    kind: oneOf(of['kind'], ['note-snapshot']),
    doc: text(of['doc'], ID),
    yjs: text(of['yjs'], YJS),
    range: list(of['range'], readUpTo, 1, 1024),
  };
}

/** A spoken note; ``doc`` is the note it belongs to, null where it stands alone. */
export interface VoiceNote {
  readonly kind: 'voice-note';
  readonly clip: string;
  readonly doc: string | null;
}

export function readVoiceNote(value: unknown): VoiceNote {
  const of = fields(value, ['kind', 'clip', 'doc']);
  return {
    kind: oneOf(of['kind'], ['voice-note']),
    clip: text(of['clip'], ID),
    doc: nullable(of['doc'], (one) => text(one, ID)),
  };
}

/** A copy left the app, outside of what can be shredded. */
export interface Export {
  readonly kind: 'export';
  readonly clip: string;
  readonly why: string;
}

export function readExport(value: unknown): Export {
  const of = fields(value, ['kind', 'clip', 'why']);
  return {
    kind: oneOf(of['kind'], ['export']),
    clip: text(of['clip'], ID),
    why: text(of['why'], SENTENCE),
  };
}

/** A supervisor lets a device certified later have the case's keys. */
export interface DeviceConfirmed {
  readonly kind: 'device-confirmed';
  readonly device: string;
}

export function readDeviceConfirmed(value: unknown): DeviceConfirmed {
  const of = fields(value, ['kind', 'device']);
  return {
    kind: oneOf(of['kind'], ['device-confirmed']),
    device: text(of['device'], ID),
  };
}

/** A supervisor lets a late frame take its place in the case's order. */
export interface Admit {
  readonly kind: 'admit';
  readonly hash: string;
}

export function readAdmit(value: unknown): Admit {
  const of = fields(value, ['kind', 'hash']);
  return {
    kind: oneOf(of['kind'], ['admit']),
    hash: text(of['hash'], HASH),
  };
}

/** What the service has chosen: its name, whom to phone, days a film may stay, days offline, languages. */
export interface ServiceSettings {
  readonly kind: 'service-settings';
  readonly name: string;
  readonly phone: string | null;
  readonly days: number;
  readonly offline_days: number;
  readonly languages: readonly string[];
}

export function readServiceSettings(value: unknown): ServiceSettings {
  const of = fields(value, ['kind', 'name', 'phone', 'days', 'offline_days', 'languages']);
  return {
    kind: oneOf(of['kind'], ['service-settings']),
    name: text(of['name'], NAME),
    phone: nullable(of['phone'], (one) => text(one, NAME)),
    days: integer(of['days'], DAYS),
    offline_days: integer(of['offline_days'], DAYS),
    languages: list(of['languages'], (one) => text(one, LANGUAGE), 0, 16),
  };
}

/** What a member is called. */
export interface MemberNamed {
  readonly kind: 'member-named';
  readonly member: string;
  readonly name: string;
}

export function readMemberNamed(value: unknown): MemberNamed {
  const of = fields(value, ['kind', 'member', 'name']);
  return {
    kind: oneOf(of['kind'], ['member-named']),
    member: text(of['member'], ID),
    name: text(of['name'], NAME),
  };
}

/** What a tablet is called. */
export interface TabletNamed {
  readonly kind: 'tablet-named';
  readonly tablet: string;
  readonly name: string;
}

export function readTabletNamed(value: unknown): TabletNamed {
  const of = fields(value, ['kind', 'tablet', 'name']);
  return {
    kind: oneOf(of['kind'], ['tablet-named']),
    tablet: text(of['tablet'], ID),
    name: text(of['name'], NAME),
  };
}

/** Who supervises whom. */
export interface Supervises {
  readonly kind: 'supervises';
  readonly supervisor: string;
  readonly member: string;
}

export function readSupervises(value: unknown): Supervises {
  const of = fields(value, ['kind', 'supervisor', 'member']);
  return {
    kind: oneOf(of['kind'], ['supervises']),
    supervisor: text(of['supervisor'], ID),
    member: text(of['member'], ID),
  };
}

/** How many films wait on a device. */
export interface DeviceStatus {
  readonly kind: 'device-status';
  readonly device: string;
  readonly films_waiting: number;
  readonly at: number;
}

export function readDeviceStatus(value: unknown): DeviceStatus {
  const of = fields(value, ['kind', 'device', 'films_waiting', 'at']);
  return {
    kind: oneOf(of['kind'], ['device-status']),
    device: text(of['device'], ID),
    films_waiting: integer(of['films_waiting'], COUNT),
    at: integer(of['at'], COUNT),
  };
}

/** What anybody may know of a service; ``org`` is null before set-up. */
export interface ServiceInfo {
  readonly org: string | null;
  readonly service_key: string;
  readonly time: number;
  readonly build: string;
  readonly demo: boolean;
}

export function readServiceInfo(value: unknown): ServiceInfo {
  const of = fields(value, ['org', 'service_key', 'time', 'build', 'demo']);
  return {
    org: nullable(of['org'], (one) => text(one, HASH)),
    service_key: text(of['service_key'], HASH),
    time: integer(of['time'], COUNT),
    build: text(of['build'], SENTENCE),
    demo: flag(of['demo']),
  };
}

/** The genesis and the first certificates, joined, with the token of the set-up link. */
export interface Setup {
  readonly token: string;
  readonly records: string;
}

export function readSetup(value: unknown): Setup {
  const of = fields(value, ['token', 'records']);
  return {
    token: text(of['token'], HASH),
    records: text(of['records'], CERTIFICATES),
  };
}

/** Room for one device to join; ``token_hash`` is SHA-256 of the token's 32 bytes. */
export interface InviteRequest {
  readonly member: string;
  readonly role: number;
  readonly token_hash: string;
}

export function readInviteRequest(value: unknown): InviteRequest {
  const of = fields(value, ['member', 'role', 'token_hash']);
  return {
    member: text(of['member'], ID),
    role: integer(of['role'], ROLE),
    token_hash: text(of['token_hash'], HASH),
  };
}

/** Until when the invite can be used. */
export interface InviteMade {
  readonly until: number;
}

export function readInviteMade(value: unknown): InviteMade {
  const of = fields(value, ['until']);
  return {
    until: integer(of['until'], COUNT),
  };
}

/** A tablet's outbox that joins together with the tablet's first member. */
export interface Courier {
  readonly tablet: string;
  readonly ed25519: string;
}

export function readCourier(value: unknown): Courier {
  const of = fields(value, ['tablet', 'ed25519']);
  return {
    tablet: text(of['tablet'], ID),
    ed25519: text(of['ed25519'], HASH),
  };
}

/** A new device's keys, with the proof that it was made from the link (docs/spec/enrolment.md). */
export interface EnrolRequest {
  readonly token: string;
  readonly member: string;
  readonly device: string;
  readonly ed25519: string;
  readonly x25519: string;
  readonly courier: Courier | null;
  readonly hmac: string;
}

export function readEnrolRequest(value: unknown): EnrolRequest {
  const of = fields(value, ['token', 'member', 'device', 'ed25519', 'x25519', 'courier', 'hmac']);
  return {
    token: text(of['token'], HASH),
    member: text(of['member'], ID),
    device: text(of['device'], ID),
    ed25519: text(of['ed25519'], HASH),
    x25519: text(of['x25519'], HASH),
    courier: nullable(of['courier'], readCourier),
    hmac: text(of['hmac'], HASH),
  };
}

/** Where the new device asks how its request stands. */
export interface EnrolMade {
  readonly id: string;
}

export function readEnrolMade(value: unknown): EnrolMade {
  const of = fields(value, ['id']);
  return {
    id: text(of['id'], ID),
  };
}

/** How a request to join stands. */
export interface EnrolState {
  readonly state: 'joined' | 'refused' | 'waiting';
}

export function readEnrolState(value: unknown): EnrolState {
  const of = fields(value, ['state']);
  return {
    state: oneOf(of['state'], ['joined', 'refused', 'waiting']),
  };
}

/** A request to join as the admins' devices see it; ``role`` is the invite's. */
export interface EnrolWaiting {
  readonly id: string;
  readonly token_hash: string;
  readonly member: string;
  readonly role: number;
  readonly device: string;
  readonly ed25519: string;
  readonly x25519: string;
  readonly courier: Courier | null;
  readonly hmac: string;
  readonly at: number;
}

export function readEnrolWaiting(value: unknown): EnrolWaiting {
  const of = fields(value, ['id', 'token_hash', 'member', 'role', 'device', 'ed25519', 'x25519', 'courier', 'hmac', 'at']);
  return {
    id: text(of['id'], ID),
    token_hash: text(of['token_hash'], HASH),
    member: text(of['member'], ID),
    role: integer(of['role'], ROLE),
    device: text(of['device'], ID),
    ed25519: text(of['ed25519'], HASH),
    x25519: text(of['x25519'], HASH),
    courier: nullable(of['courier'], readCourier),
    hmac: text(of['hmac'], HASH),
    at: integer(of['at'], COUNT),
  };
}

/** The requests to join that wait for an admin. */
export interface EnrolsWaiting {
  readonly enrols: readonly EnrolWaiting[];
}

export function readEnrolsWaiting(value: unknown): EnrolsWaiting {
  const of = fields(value, ['enrols']);
  return {
    enrols: list(of['enrols'], readEnrolWaiting, 0, Infinity),
  };
}

/** Where a case stands: the number of its newest event and the seq of its newest roll. */
export interface CaseMoved {
  readonly case: string;
  readonly n: number;
  readonly roll: number;
}

export function readCaseMoved(value: unknown): CaseMoved {
  const of = fields(value, ['case', 'n', 'roll']);
  return {
    case: text(of['case'], ID),
    n: integer(of['n'], COUNT),
    roll: integer(of['roll'], COUNT),
  };
}

/** Which of my cases moved since a cursor, and the cursor to ask with next. */
export interface Cases {
  readonly cursor: string;
  readonly cases: readonly CaseMoved[];
}

export function readCases(value: unknown): Cases {
  const of = fields(value, ['cursor', 'cases']);
  return {
    cursor: text(of['cursor'], CURSOR_TEXT),
    cases: list(of['cases'], readCaseMoved, 0, Infinity),
  };
}

/** The groups that are held, at the server's time. */
export interface Holds {
  readonly time: number;
  readonly groups: readonly string[];
}

export function readHolds(value: unknown): Holds {
  const of = fields(value, ['time', 'groups']);
  return {
    time: integer(of['time'], COUNT),
    groups: list(of['groups'], (one) => text(one, ID), 0, Infinity),
  };
}

/** ``data`` of the server-sent event ``moved``: the cases to ask about; none where a device joins or leaves. */
export interface StreamMoved {
  readonly cases: readonly string[];
}

export function readStreamMoved(value: unknown): StreamMoved {
  const of = fields(value, ['cases']);
  return {
    cases: list(of['cases'], (one) => text(one, ID), 0, 1000),
  };
}

/** problem+json (RFC 9457); ``code`` is what programs read, ``title`` is English for developers. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string | null;
}

export function readProblem(value: unknown): Problem {
  const of = fields(value, ['type', 'title', 'status', 'code', 'detail']);
  return {
    type: text(of['type'], SENTENCE),
    title: text(of['title'], SENTENCE),
    status: integer(of['status'], STATUS),
    code: text(of['code'], CODE_TEXT),
    detail: nullable(of['detail'], (one) => text(one, SENTENCE)),
  };
}

/** An event of a kind that this version knows. */
export type Event =
  | CaseOpened
  | CaseChanged
  | PersonAdded
  | PersonChanged
  | VisitPlanned
  | VisitStarted
  | Decision
  | CameraOpened
  | FilmFinished
  | FilmMarks
  | FilmSent
  | FilmCanOpen
  | FilmOpened
  | FilmDeleted
  | FilmStopped
  | NoteUpdate
  | NoteSnapshot
  | VoiceNote
  | Export
  | DeviceConfirmed
  | Admit
  | ServiceSettings
  | MemberNamed
  | TabletNamed
  | Supervises
  | DeviceStatus;

/** The reader of each kind. */
export const READERS: { readonly [K in Event['kind']]: Read<Extract<Event, { kind: K }>> } = {
  'case-opened': readCaseOpened,
  'case-changed': readCaseChanged,
  'person-added': readPersonAdded,
  'person-changed': readPersonChanged,
  'visit-planned': readVisitPlanned,
  'visit-started': readVisitStarted,
  'decision': readDecision,
  'camera-opened': readCameraOpened,
  'film-finished': readFilmFinished,
  'film-marks': readFilmMarks,
  'film-sent': readFilmSent,
  'film-can-open': readFilmCanOpen,
  'film-opened': readFilmOpened,
  'film-deleted': readFilmDeleted,
  'film-stopped': readFilmStopped,
  'note-update': readNoteUpdate,
  'note-snapshot': readNoteSnapshot,
  'voice-note': readVoiceNote,
  'export': readExport,
  'device-confirmed': readDeviceConfirmed,
  'admit': readAdmit,
  'service-settings': readServiceSettings,
  'member-named': readMemberNamed,
  'tablet-named': readTabletNamed,
  'supervises': readSupervises,
  'device-status': readDeviceStatus,
};

/** Where each kind belongs: its group, and whether it lives in the service case alone. */
export const PLACES = {
  'case-opened': { group: 'case', service: false },
  'case-changed': { group: 'case', service: false },
  'person-added': { group: 'case', service: false },
  'person-changed': { group: 'case', service: false },
  'visit-planned': { group: 'case', service: false },
  'visit-started': { group: 'case', service: false },
  'decision': { group: 'case', service: false },
  'camera-opened': { group: 'case', service: false },
  'film-finished': { group: 'case', service: false },
  'film-marks': { group: 'film', service: false },
  'film-sent': { group: 'case', service: false },
  'film-can-open': { group: 'case', service: false },
  'film-opened': { group: 'case', service: false },
  'film-deleted': { group: 'case', service: false },
  'film-stopped': { group: 'case', service: false },
  'note-update': { group: 'either', service: false },
  'note-snapshot': { group: 'either', service: false },
  'voice-note': { group: 'either', service: false },
  'export': { group: 'case', service: false },
  'device-confirmed': { group: 'case', service: false },
  'admit': { group: 'case', service: false },
  'service-settings': { group: 'case', service: true },
  'member-named': { group: 'case', service: true },
  'tablet-named': { group: 'case', service: true },
  'supervises': { group: 'case', service: true },
  'device-status': { group: 'case', service: true },
} as const;
