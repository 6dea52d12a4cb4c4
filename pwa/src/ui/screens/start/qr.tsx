// A text as a QR code that people scan (ISO/IEC 18004): black on white in every theme, for that is what readers expect.
import encodeQR from 'qr';
import type { JSX } from 'preact';

/** The quiet zone that the standard asks for, in modules. */
const BORDER = 4;

export function Qr({ label, text }: { readonly label: string; readonly text: string }): JSX.Element {
  const rows = encodeQR(text, 'raw', { ecc: 'low', border: BORDER });
  const side = rows.length;
  const path = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return (
    <svg class="qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect width={side} height={side} class="qr-light" />
      <path d={path} class="qr-dark" />
    </svg>
  );
}
