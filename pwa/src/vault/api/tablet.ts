// How the screens look on this tablet, and the tablet itself.

/** How the screens look here.  None of it is a secret, so that the lock screen knows it. */
export interface LooksView {
  readonly text: 'normal' | 'large' | 'larger';
  readonly theme: 'tablet' | 'light' | 'dark';
  /** On which side the main corners are. */
  readonly hand: 'right' | 'left';
  /** The language that was chosen for the screens; null where nobody has, and they speak the browser's. */
  readonly language: 'en' | 'bn' | 'syl-Beng' | null;
}

/** This tablet, for the member who is in. */
export interface TabletView {
  readonly tablet: string | null;
  readonly name: string | null;
  /** Films of anybody that are only here. */
  readonly films_waiting: number;
  /** Everything of this tablet that waits to be sent, films among it. */
  readonly waiting: number;
  /** When the server was reached last and nothing was left to send, ms; null where that never was. */
  readonly last_sent_at: number | null;
}

export interface TabletHandlers {
  'looks.choose'(ask: Partial<LooksView>): Promise<void>;
  'tablet.name'(ask: { readonly name: string }): Promise<void>;
  /** Takes who is in off this tablet, and everything where nobody else is on it; throws `store-last-copy`. */
  'tablet.sign-out'(): Promise<void>;
}
