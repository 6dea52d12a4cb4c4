"""What a person at the terminal reads: for each code what happened, what is safe, and what to do."""

from __future__ import annotations

from amanat_sync.errors import AmanatError

WORDS: dict[str, str] = {
    "server-unreachable": "The server cannot be reached. What is here is safe; what you wrote waits and is sent "
    "next time. Try again when there is a connection.",
    "unlock-phrase": "These are not the five words of this identity. Nothing was changed. Try again.",
    "chain-not-joined": "No identity lives here yet. Ask an admin for a link, then: amanat join LINK",
    "enrol-used": "This link was used already. Nothing has joined. Ask for a new link.",
    "enrol-expired": "This link is older than a day. Nothing has joined. Ask for a new link.",
    "enrol-link": "This is not a whole link. Nothing has joined. Copy all of it, between quotes, and try again.",
    "enrol-words": "The words are not the same. Nothing has joined. Start again, in the same room if you can.",
    "enrol-hmac": "This device was not made from your link. Nothing has joined. Make a new link.",
    "enrol-root": "This identity belongs to another service. Use another folder: AMANAT_HOME=… amanat join LINK",
    "share-destroyed": "This film was deleted, as was promised. Nobody can open it.",
    "share-stopped": "Somebody asked that this film is not used now. It cannot be opened.",
    "right-revoked": "This device was revoked. It opens nothing any more. Speak to your admin.",
    "right-missing": "There is nothing here under that id for you.",
    "film-not-fetched": "The film is not here yet. Run: amanat pull",
    "event-fork": "Two devices were shown different histories of this case. Nothing was lost here. Tell your admin "
    "before you go on.",
    "head-fork": "The server shows another history than before. Nothing was lost here. Tell your admin "
    "before you go on.",
    "event-late": "This came after its device was revoked and counts only when a supervisor has admitted it. "
    "Nothing of it was opened. See: amanat late",
    "chain-fork": "Two different certificates stand at one place of the service's chain. Nothing was lost; no key is "
    "given to anybody from here until an admin has settled it. Show this to your admin.",
    "roll-fork": "Two different lists say who is in this case. Nothing was lost; no key of it is given to anybody from "
    "here. Show this to your admin.",
    "chain-signer": "The server showed a certificate that its signer may not sign. It was not taken. Tell your admin.",
    "event-differs": "A device told two different things at one place of this case's history. Nothing was lost here; "
    "both are kept as proof. Tell your admin.",
    "manifest-digest": "The film's bytes are not the ones that were sealed. None was kept or given out as whole. "
    "Pull again; if it stays so, tell your admin.",
    "seal-tag": "The film is damaged or was changed. Nothing beyond the fault was opened. Delete its file in "
    "films/ of AMANAT_HOME and pull again; if it stays so, tell your admin.",
    "seal-truncated": "The film's file ends too early. Nothing beyond that was opened. Delete its file in films/ of "
    "AMANAT_HOME and pull again.",
    "manifest-gate": "The case's history does not show that the camera was opened for this film. It was not opened.",
    "manifest-share": "The server lent another share than this film's. Nothing was opened. Tell your admin.",
    "manifest-file-key": "What came is not this film's key. Nothing was opened. Tell your admin.",
    "manifest-differs": "The server showed another film's papers under this name. Nothing was opened. Tell your admin.",
    "manifest-case": "The server showed a film of another case. Nothing was opened. Tell your admin.",
    "header-tag": "The film's header is another film's, or was changed. Nothing was opened. Tell your admin.",
    "head-lease": "The server's permission is not for this, or it is over. If this computer's clock is wrong, put it "
    "right and try again.",
    "event-note": "This is more than one note can take, or words under another person's name. Nothing was changed.",
    "event-json": "Say why in a few words. Nothing was written.",
    "right-role": "This is not for your role. Nothing was changed.",
    "right-case": "You do not stand in this case, or its key has not come to you yet. Run: amanat pull. If that does "
    "not help, ask the case's supervisor to let this device in.",
    "setup-token": "This is not the link that the server printed, or the server's key is another. Nothing was set up. "
    "Copy the whole line from the server's terminal.",
    "setup-done": "This service has been set up already. Nothing was changed.",
    "service-not-ready": "The server is starting or being restored. What is here is safe. Try again in a while.",
    "card-words": "Each half of a card has 24 words of the list. Nothing was changed. Try again.",
    "card-checksum": "These two cards are not of this service, or a word is wrong. Nothing was changed. Try again.",
    "card-same": "This is the same card twice. Nothing was changed. Take another one of the three.",
    "store-failed": "This computer could not read or write its own folder. What was there stays.",
    "export-recipient": "That is no age recipient (age1…). Nothing was written.",
}


def in_words(error: AmanatError) -> str:
    """The sentence for an error, its code last."""
    return f"{WORDS.get(error.code, error.text)} [{error.code}]"
