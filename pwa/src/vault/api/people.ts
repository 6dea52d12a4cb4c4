// Who is in the service, as the page may know and change it.

/** One member of the service, or one device that waits for an endorsement. */
export interface MemberView {
  readonly member: string;
  readonly name: string | null;
  readonly role: number;
  readonly me: boolean;
  /** A device of theirs that waits for somebody's endorsement. */
  readonly waits: string | null;
  /** Whether this device may give it. */
  readonly endorsable: boolean;
}

/** A device that asks to join by a link made here. */
export interface EnrolView {
  readonly enrol: string;
  readonly name: string;
  readonly role: number;
}

/** Who is in the service, as this device may know. */
export interface PeopleView {
  readonly role: number | null;
  readonly members: readonly MemberView[];
  readonly waiting: readonly EnrolView[];
  /** Endorsed supervisors, for whom opens a family. */
  readonly supervisors: readonly MemberView[];
}

/** Invitations and the devices that ask to join. */
export interface PeopleHandlers {
  'members.invite'(ask: { readonly name: string; readonly role: number }): Promise<{ readonly link: string }>;
  'members.let-in'(ask: { readonly enrol: string; readonly words: string }): Promise<void>;
  'members.differ'(ask: { readonly enrol: string }): Promise<void>;
  'members.endorse'(ask: { readonly device: string }): Promise<void>;
}
