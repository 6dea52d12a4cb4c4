// What the page says in English when something does not work: what happened, what is safe, what to do.
import type { Code } from '../sync/errors';

const SENTENCES: Partial<Record<Code, string>> = {
  'server-unreachable': 'The server cannot be reached. What waits here is safe. We try again by ourselves.',
  'server-answer': 'The server gave an answer that this version does not understand. What waits here is safe. Tell your lead.',
  'setup-token': 'The set-up link is not the one that the server printed. Nothing was set up. Copy the newest link from the terminal.',
  'setup-done': 'This service has been set up already. Nothing was changed. Ask an admin for a link to join.',
  'setup-records': 'The server did not take the first certificates. Nothing was set up. Start the server anew and use its link.',
  'enrol-link': 'This is not a whole link of this service. Nothing has joined. Copy the whole link, or ask for a new one.',
  'enrol-used': 'This link was used already. Nothing has joined. Ask for a new link.',
  'enrol-expired': 'This link is older than 24 hours. Nothing has joined. Ask for a new link.',
  'enrol-words': 'The words are not the same. Nobody has joined. Type again what the other person reads out, or say that they differ.',
  'enrol-hmac': 'The request was not made from your link. Nobody has joined. Make a new link.',
  'enrol-root': 'This browser belongs to a service already. Nothing was changed. Use another browser profile.',
  'unlock-phrase': 'Those words did not open it. Your films are safe and sealed. Try again.',
  'unlock-locked': 'Amanat is locked. What waits here is safe. Unlock it and go on.',
  'roll-no-supervisor': 'This family has no supervisor yet. Nothing was opened. Choose who supervises.',
  'roll-role': 'Somebody has another role now. Nothing was opened. Wait a moment and try again.',
  'roll-chain-head': 'The server does not know the newest members yet. What you wrote is kept. We try again by ourselves.',
  'chain-role': 'That role cannot be given here. Nothing was changed.',
  'chain-endorse': 'Another admin has to vouch for this device. Nothing was changed.',
  'chain-signer': 'This device may not sign that. Nothing was changed. Ask another admin.',
  'chain-not-joined': 'This device has not joined a service yet.',
  'chain-fork': 'The list of members was shown in two different ways. No new key is given until that is settled. Tell your lead.',
  'right-role': 'That is not for your role. Nothing was changed.',
  'right-case': 'You do not work with this family. Nothing was changed.',
  'right-missing': 'There is nothing here for this device any more. Nothing was changed.',
  'right-revoked': 'This device was taken off the service. What waits here is still sent, and opened by nobody here.',
  'film-camera': 'The camera cannot be used. Nothing was filmed. Look whether another app has it, and try again.',
  'film-codec': 'This browser cannot make films. Nothing was filmed. Use a recent Chrome or Edge.',
  'film-not-ready': 'Filming is not possible on this device yet. Nothing was filmed. Wait until the page says that it is.',
  'film-not-agreed': 'Not everybody who is here has said yes. No filming today. Everything else goes on.',
  'film-full': 'There is no room left. The film up to here is kept. Send films to make room.',
  'film-journal': 'A part of this film is damaged. What can be read of it is kept. Tell your lead.',
  'film-empty': 'Nothing was filmed: the camera gave no picture.',
  'slots-full': 'There is no room for another key. Nothing was filmed. Send films first.',
  'slot-bank': 'The keys on this device cannot be read. Nothing was changed. Tell your lead before you do anything else.',
  'slot-tag': 'A key on this device does not open. Nothing was changed. Tell your lead.',
  'store-full': 'There is no room left on this device. What is here is safe. Send films to make room.',
  'store-failed': 'The browser could not write that to its disk. Nothing was acknowledged. Try again; then tell your lead.',
  'upload-quota': 'The service has taken as much from you as it may at once. Your film is safe here. We try again by ourselves.',
  'upload-server-full': "The service's store is full. Your film is safe here. We try again by ourselves.",
  'upload-too-large': 'The film is larger than the server takes. It is safe here. Tell your lead.',
  'upload-digest': 'The film did not arrive whole. It is safe here. We try again by ourselves.',
  'manifest-differs': 'The server knows another film under this number. Yours is safe here. Tell your lead.',
  'share-destroyed': 'This film was deleted on the server.',
  'request-created': 'The clock of this device and the clock of the server differ too much. What waits here is safe. Set the clock.',
  'request-rate': 'The server asks us to wait. What waits here is safe. We try again by ourselves.',
  'service-not-ready': 'The server is starting. What waits here is safe. We try again by ourselves.',
  'event-fork': 'The server has shown two histories of a family. Nothing here is lost. Tell your lead.',
  'head-fork': 'The server has shown two histories of a family. Nothing here is lost. Tell your lead.',
};

/** The sentence for a code, the code at its end for whoever is asked for help. */
export function sentenceOf(code: Code): string {
  const sentence = SENTENCES[code] ?? 'That did not work. What is on this device is safe. Tell your lead.';
  return `${sentence} (${code})`;
}

/** What a role is called; the numbers are those of the certificates. */
export const ROLE_WORDS: Readonly<Record<number, string>> = {
  1: 'Field worker',
  2: 'Supervisor',
  3: 'Interpreter',
  4: 'Admin',
  5: 'Safeguarding',
};
