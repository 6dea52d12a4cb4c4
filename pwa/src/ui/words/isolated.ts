// Texts that people typed, beside words of ours: what is written from the right, or turns the direction round, moves
// nothing but itself.

const [OPEN, SHUT] = ['\u2068', '\u2069'];

/** Letters that run from the right, and the marks that steer the direction: nothing else needs keeping apart. */
const TURNS = new RegExp(
  '[\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc\\u{10800}-\\u{10fff}\\u{1e800}-\\u{1efff}]' +
    '|[\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]',
  'u',
);

/**
 * The text, kept apart from what stands around it (first strong isolate).  Whatever it closes that it never opened, and
 * opens that it never closes, is paired inside, so that the text stays whole and still ends where it ends.
 */
export function isolated(text: string): string {
  if (!TURNS.test(text)) return text;
  let [open, stray] = [0, 0];
  for (const letter of text) {
    if (letter >= '\u2066' && letter <= '\u2068') open++;
    else if (letter === SHUT && open > 0) open--;
    else if (letter === SHUT) stray++;
  }
  return OPEN.repeat(stray + 1) + text + SHUT.repeat(open + 1);
}

/** Names one after the other, each kept apart. */
export function listed(names: readonly string[]): string {
  return names.map(isolated).join(', ');
}
