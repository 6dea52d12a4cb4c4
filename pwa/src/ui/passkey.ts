// The authenticator's ceremony (WebAuthn, PRF extension): it happens in the page, because no worker may ask for it.
// What it gives goes to the vault at once, and this page keeps nothing of it.  It needs no network.
import { AmanatError, type FaceView } from '../vault/api';
import type { PageVault } from './vault';

/** What every passkey of this app is asked to make its secret from; the secret differs with each passkey. */
const INPUT = new TextEncoder().encode('amanat/1/passkey');
const TIMEOUT_MS = 120_000;

/** Whether this browser and tablet can unlock by an authenticator at all; where not, only words are offered. */
export async function canPasskey(): Promise<boolean> {
  if (!('PublicKeyCredential' in globalThis)) return false;
  if ('getClientCapabilities' in PublicKeyCredential) {
    const able = await PublicKeyCredential.getClientCapabilities();
    if (able['extension:prf'] === false) return false;
  }
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable();
}

/** Makes a passkey for the member at work; throws `unlock-key` where the authenticator has no PRF or nobody agreed. */
export async function makePasskey(vault: PageVault): Promise<void> {
  const { challenge, user } = await vault.ask('passkey.begin', undefined);
  const made = await agreed(
    navigator.credentials.create({
      publicKey: {
        challenge,
        rp: { name: 'Amanat' },
        // No name of staff goes into the authenticator, which may show it or carry it elsewhere.
        user: { id: user, name: 'Amanat', displayName: 'Amanat' },
        pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: { userVerification: 'required', residentKey: 'preferred' },
        timeout: TIMEOUT_MS,
        extensions: { prf: { eval: { first: INPUT } } },
      },
    }),
  );
  const credential = new Uint8Array(made.rawId);
  // Many authenticators give the secret only when the passkey is used.
  const output = secretOf(made) ?? (await secretBy([credential.slice()], vault));
  await vault.ask('passkey.keep', { credential, output }, [output.buffer]);
}

/** Unlocks a member by one of their passkeys. */
export async function unlockByPasskey(vault: PageVault, face: FaceView): Promise<void> {
  const output = await secretBy(face.passkeys.map(bytesOf), vault);
  await vault.ask('unlock.passkey', { owner: face.owner, output }, [output.buffer]);
}

async function secretBy(ids: readonly Uint8Array<ArrayBuffer>[], vault: PageVault): Promise<Uint8Array<ArrayBuffer>> {
  const { challenge } = await vault.ask('passkey.challenge', undefined);
  const used = await agreed(
    navigator.credentials.get({
      publicKey: {
        challenge,
        allowCredentials: ids.map((id) => ({ type: 'public-key', id })),
        userVerification: 'required',
        timeout: TIMEOUT_MS,
        extensions: { prf: { eval: { first: INPUT } } },
      },
    }),
  );
  const secret = secretOf(used);
  if (secret === null) throw new AmanatError('unlock-key', 'this authenticator has no PRF');
  return secret;
}

/** What somebody agreed to; a refusal, a wait that was too long and a missing authenticator are one to the page. */
async function agreed(asking: Promise<Credential | null>): Promise<PublicKeyCredential> {
  const credential = await asking.catch((fault: unknown) => {
    throw new AmanatError('unlock-key', fault instanceof Error ? fault.name : '');
  });
  if (credential instanceof PublicKeyCredential) return credential;
  throw new AmanatError('unlock-key', 'no passkey');
}

/** The 32 bytes that PRF gave, in a buffer of their own. */
function secretOf(credential: PublicKeyCredential): Uint8Array<ArrayBuffer> | null {
  const first = credential.getClientExtensionResults().prf?.results?.first;
  if (first === undefined) return null;
  const view = ArrayBuffer.isView(first)
    ? new Uint8Array(first.buffer, first.byteOffset, first.byteLength)
    : new Uint8Array(first);
  const secret = view.slice();
  view.fill(0);
  return secret;
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}
