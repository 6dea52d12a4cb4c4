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
    "export-recipient": "That is no age recipient (age1…). Nothing was written.",
}


def in_words(error: AmanatError) -> str:
    """The sentence for an error, its code last."""
    return f"{WORDS.get(error.code, error.text)} [{error.code}]"
