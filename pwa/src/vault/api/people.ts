// Who is in the service and which tablets it has, as the page may know and change it.

/** One member of the service. */
export interface MemberView {
  readonly member: string;
  readonly name: string | null;
  readonly role: number;
  readonly me: boolean;
  /** A device of theirs that waits for somebody's endorsement. */
  readonly waits: string | null;
  /** Whether this device may give it. */
  readonly endorsable: boolean;
  /** Whether the one that waits comes on top of others of theirs. */
  readonly further: boolean;
  /** Who supervises them, as the service has noted last. */
  readonly supervisor: string | null;
  /** Roles that this device may give them in place of theirs; empty where it may give none. */
  readonly roles: readonly number[];
  /** A role that was given and waits for somebody's endorsement. */
  readonly role_waits: number | null;
  /** Whether this device may take them off the service. */
  readonly removable: boolean;
}

/** A device that asks to join by a link made here. */
export interface EnrolView {
  readonly enrol: string;
  readonly name: string;
  readonly role: number;
  /** Whether it is a further device of somebody who has one. */
  readonly further: boolean;
  /** Whether it came by a code that is scanned in one room and never sent. */
  readonly room: boolean;
}

/** A link that was made here and has let nobody in: `open`; `over` after its day; `spoiled` when it was used and what
 *  came by it does not fit it. */
export interface InviteView {
  readonly invite: string;
  readonly name: string;
  readonly role: number;
  readonly until: number;
  /** A code that is scanned in one room; its link is shown as a picture alone. */
  readonly room: boolean;
  readonly state: 'open' | 'over' | 'spoiled';
}

/** One member's keys on one tablet or laptop. */
export interface DeviceView {
  readonly device: string;
  readonly member: string;
  readonly name: string | null;
  readonly role: number;
  /** This very device. */
  readonly here: boolean;
  /** Whether it was certified and not revoked, waits for an endorsement, or was revoked. */
  readonly state: 'active' | 'waits' | 'revoked';
  /** The tablet it is on and what that is called; null where it has not told. */
  readonly tablet: string | null;
  readonly tablet_name: string | null;
  /** Films that were only there when it told last, and when that was; null where it never told. */
  readonly films_waiting: number | null;
  readonly seen_at: number | null;
  /** Whether this device may revoke it. */
  readonly losable: boolean;
}

/** Who is in the service, as this device may know. */
export interface PeopleView {
  readonly role: number | null;
  readonly members: readonly MemberView[];
  readonly waiting: readonly EnrolView[];
  /** Endorsed supervisors, for whom opens a family. */
  readonly supervisors: readonly MemberView[];
  /** Links made here. */
  readonly invites: readonly InviteView[];
  readonly devices: readonly DeviceView[];
  /** Roles for which this device may let somebody in. */
  readonly invitable: readonly number[];
  /** When a tablet that is revoked now and never reaches the server opens nothing more, at the latest. */
  readonly lease_end: number;
}

/** Invitations, the devices that ask to join, roles, and tablets that are lost. */
export interface PeopleHandlers {
  /**
   * A link for a new member, or for a further device of `member`; `room` makes it one that is scanned here and never
   * sent.  Throws `right-role`.
   */
  'members.invite'(ask: {
    readonly name: string;
    readonly role: number;
    readonly member?: string;
    readonly room?: boolean;
  }): Promise<{ readonly link: string }>;
  /** The link of an invite once more. */
  'members.link'(ask: { readonly invite: string }): Promise<{ readonly link: string }>;
  /** Lets go of an invite: nobody can be let in by it from here any more. */
  'members.drop-invite'(ask: { readonly invite: string }): Promise<void>;
  /** Up to six words of the list that begin with these letters. */
  'members.words'(ask: { readonly start: string }): Promise<readonly string[]>;
  /** Lets a device in without words: it scanned its code in this room.  Throws `enrol-words` for one with a link. */
  'members.let-in-here'(ask: { readonly enrol: string }): Promise<void>;
  'members.let-in'(ask: { readonly enrol: string; readonly words: string }): Promise<void>;
  'members.differ'(ask: { readonly enrol: string }): Promise<void>;
  'members.endorse'(ask: { readonly device: string }): Promise<void>;
  /** Gives a member another role; a supervisor's counts once endorsed. */
  'members.re-role'(ask: { readonly member: string; readonly role: number }): Promise<void>;
  /** Revokes all devices of a member. */
  'members.remove'(ask: { readonly member: string }): Promise<void>;
  'members.supervised-by'(ask: { readonly member: string; readonly supervisor: string }): Promise<void>;
  /** Revokes everybody's devices on the tablet of this one. */
  'devices.lost'(ask: { readonly device: string }): Promise<void>;
}
