"""Every way in which Amanat refuses something, with its stable code.

The tree says what the one who gets the error can do about it:

* ``AmanatError``
    * ``Refused`` (422) bytes that break a format or a rule; sending them again changes nothing
    * ``Unsigned`` (401) a request whose signature does not hold; sign it afresh
    * ``Forbidden`` (403) signed well, but not this person's to do
    * ``Missing`` (404) not there, or not for the one who asks to know
    * ``Conflict`` (409) something else stands in that place already
    * ``Gone`` (410) was there and will not come back
    * ``TooMuch`` (400, 412, 413, 415, 416, 429, 507) over a limit, or a wish the server does not grant
    * ``Unready`` (503) not now; later
    * ``LocalFault`` (no HTTP status) something on this very device

A code is ``area-reason`` in lower case.  It is what a vector expects, the type of the HTTP problem and,
with ``error-`` before it, the name of the message that a person reads.  ``CODES`` is the only list.
"""

from __future__ import annotations

from dataclasses import dataclass


class AmanatError(Exception):
    """The root; ``code`` is one of ``CODES``, ``detail`` never holds a name, a key or plaintext."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.detail = detail
        super().__init__(f"{code}: {detail}" if detail else code)

    @property
    def status(self) -> int:
        """The HTTP status of this refusal; 0 where it never crosses the wire."""
        return CODES[self.code].status

    @property
    def text(self) -> str:
        """One English sentence for a developer; what a worker reads comes from the language packs."""
        return CODES[self.code].text


class Refused(AmanatError):
    """Bytes that break a format or a rule."""


class Unsigned(AmanatError):
    """A request whose signature does not hold."""


class Forbidden(AmanatError):
    """Signed well, but not this person's to do."""


class Missing(AmanatError):
    """Not there, or not for the one who asks to know."""


class Conflict(AmanatError):
    """Something else stands in that place already."""


class Gone(AmanatError):
    """Was there and will not come back."""


class TooMuch(AmanatError):
    """Over a limit, or a wish the server does not grant."""


class Unready(AmanatError):
    """Not now; later."""


class LocalFault(AmanatError):
    """Something on this very device."""


@dataclass(frozen=True, slots=True)
class Code:
    """What stands behind a code: its HTTP status (0: none) and one sentence."""

    status: int
    text: str


_BRANCH: dict[int, type[AmanatError]] = {
    0: LocalFault,
    401: Unsigned,
    403: Forbidden,
    404: Missing,
    409: Conflict,
    410: Gone,
    422: Refused,
    503: Unready,
    **dict.fromkeys((400, 408, 412, 413, 415, 416, 429, 507), TooMuch),
}


def refuse(code: str, detail: str = "") -> AmanatError:
    """The error for ``code``, of the class its status belongs to; ``KeyError`` for an unlisted code."""
    return _BRANCH[CODES[code].status](code, detail)


def _record_codes(area: str, what: str) -> dict[str, Code]:
    """The codes that every signed or sealed record shares."""
    return {
        f"{area}-length": Code(422, f"{what} has a length that its format does not allow."),
        f"{area}-magic": Code(422, f"{what} does not start with the letters of its format."),
        f"{area}-suite": Code(422, f"{what} names a suite of algorithms that is not known."),
        f"{area}-enum": Code(422, f"{what} has a number outside its list of meanings."),
        f"{area}-integer": Code(422, f"{what} has an integer above 2^53-1."),
        f"{area}-zeros": Code(422, f"{what} has bytes that must be zero and are not."),
        f"{area}-unknown-flag": Code(422, f"{what} sets a flag that is not known."),
        f"{area}-key": Code(422, f"{what} holds a key that is small-order or not canonical."),
        f"{area}-signature": Code(422, f"{what} is not signed by the key that should have signed it."),
        f"{area}-org": Code(422, f"{what} belongs to another service."),
        f"{area}-device": Code(422, f"{what} names a device that may not have made it."),
        f"{area}-case": Code(422, f"{what} belongs to another case."),
    }


CODES: dict[str, Code] = {
    **_record_codes("chain", "The certificate"),
    "chain-id": Code(422, "The certificate has zeros where a member's or device's id belongs."),
    "chain-seq": Code(409, "Another certificate has that place in the chain."),
    "chain-prev": Code(422, "The certificate does not follow the one before it."),
    "chain-genesis": Code(422, "The first certificate is not a genesis in its one form."),
    "chain-reserved": Code(422, "The certificate asks for an operation that is reserved."),
    "chain-root": Code(422, "The chain does not start at the root that this device pins."),
    "chain-signer": Code(422, "The certificate's signer may not sign this."),
    "chain-signer-unknown": Code(422, "The certificate's signer is not in the chain."),
    "chain-signer-revoked": Code(422, "The certificate's signer was revoked before."),
    "chain-role": Code(422, "The certificate's role is not one that this operation can give."),
    "chain-repeat": Code(422, "The certificate names a device or key that the chain already has."),
    "chain-target": Code(422, "The certificate is about a device that the chain does not have."),
    "chain-keys": Code(422, "The certificate does not repeat the keys or times of the record it is about."),
    "chain-endorse": Code(422, "The endorsement is not by another admin or by the member's own device."),
    "chain-window": Code(422, "The certificate's signer was past its time when the record came."),
    "chain-fork": Code(
        422, "Two valid certificates stand at one place; no key is wrapped until that is settled."
    ),
    **_record_codes("roll", "The roll"),
    "roll-seq": Code(409, "Another roll has that place in the case."),
    "roll-prev": Code(422, "The roll does not follow the one before it."),
    "roll-epoch": Code(422, "The roll's epoch does not follow from the one before it."),
    "roll-recipient": Code(422, "The roll's recipient changes without an epoch, or stays with a new one."),
    "roll-members": Code(422, "The roll's members are not sorted, repeat, or are none."),
    "roll-role": Code(422, "The roll gives a member another role than the chain does."),
    "roll-signer": Code(422, "The roll's signer may not sign it."),
    "roll-no-supervisor": Code(422, "The roll names no endorsed supervisor."),
    "roll-fork": Code(422, "Two valid rolls stand at one place; no key is wrapped until that is settled."),
    "roll-chain-head": Code(422, "The roll names a certificate that is not known here."),
    **_record_codes("envelope", "The envelope"),
    "envelope-roll": Code(422, "The envelope names a roll that is not one of its epoch."),
    "envelope-recipient": Code(422, "The key in the envelope does not open what the roll names."),
    "envelope-from": Code(422, "The envelope's sender does not stand in its roll."),
    "envelope-to": Code(422, "The envelope's receiver stands neither in its roll nor in the newest."),
    "envelope-open": Code(422, "The envelope does not open with this device's key."),
    **_record_codes("enrol", "The request to join"),
    "enrol-hmac": Code(422, "The request to join was not made from this link."),
    "enrol-words": Code(422, "The six words are not the same."),
    "enrol-root": Code(422, "This device belongs to another service until it is wiped."),
    "enrol-link": Code(422, "The link is not one of ours, or it is cut short."),
    "enrol-used": Code(410, "The link was used already."),
    "enrol-expired": Code(410, "The link is older than 24 hours."),
    **_record_codes("card", "The card share"),
    "card-number": Code(422, "The card share has no number: it would be the secret itself."),
    "card-words": Code(422, "The words are not of the list, or not 24."),
    "card-same": Code(422, "The same card was given twice."),
    "card-checksum": Code(422, "The two cards do not belong together."),
    **_record_codes("seal", "The sealed payload"),
    "seal-truncated": Code(422, "The payload ends before its last frame."),
    "seal-tag": Code(422, "A frame of the payload does not open: damaged, moved, or another key."),
    "seal-trailing": Code(422, "Bytes follow the payload's last frame."),
    "seal-empty-last": Code(422, "The payload's last frame is empty though others come before it."),
    "seal-range": Code(422, "The range lies outside the payload."),
    "seal-no-key": Code(0, "The film is not sealed for this device."),
    "seal-finished": Code(422, "One file key and one nonce serve one pass, and that pass is over."),
    **_record_codes("header", "The sealed header"),
    "header-version": Code(422, "Header versions count from 1; 0 never leaves the tablet."),
    "header-differs": Code(409, "That version of the header exists with other bytes."),
    "header-epoch": Code(422, "Epochs count from 1."),
    "header-syntax": Code(422, "The header is not age v1 text in its one spelling."),
    "header-truncated": Code(422, "The header ends before its last line."),
    "header-mac": Code(422, "The header's own check does not hold."),
    "header-no-match": Code(422, "The header has no stanza for this key."),
    "header-tag": Code(422, "The sealed header does not open: another share, film or case."),
    "age-stanza": Code(422, "A film's header holds X25519 stanzas only."),
    **_record_codes("manifest", "The manifest"),
    "manifest-differs": Code(409, "The film has another manifest, or its group another share."),
    "manifest-kind": Code(422, "The manifest's kind does not fit its group, parent or flags."),
    "manifest-due": Code(422, "The manifest's due date is missing or not after its gate."),
    "manifest-payload": Code(422, "The manifest's payload length cannot be that of a sealed payload."),
    "manifest-chain-head": Code(422, "The manifest names a certificate that is not known here."),
    "manifest-file-key": Code(422, "The file key is not the one the manifest commits to."),
    "manifest-share": Code(422, "The share is not the one the manifest commits to."),
    "manifest-digest": Code(422, "The payload is not the one the manifest names."),
    "manifest-gate": Code(422, "The frame is not the one that opened the camera for this film."),
    **_record_codes("event", "The event"),
    "event-seq": Code(422, "The event's number or predecessor contradicts its author's others."),
    "event-gap": Code(409, "An event of the same author is missing before this one."),
    "event-differs": Code(409, "The author has another event with that number; both are kept as proof."),
    "event-too-large": Code(413, "The event is larger than 320 KiB."),
    "event-group": Code(422, "The event's kind does not belong to its group."),
    "event-tag": Code(422, "The event does not open: another key, case or author."),
    "event-json": Code(422, "The event's text is not one of the known shapes."),
    "event-note": Code(422, "The note's update carries words under another author's name."),
    "event-fork": Code(422, "Two devices were shown different histories of this case."),
    "event-late": Code(422, "The event came after its author was revoked and waits to be admitted."),
    "event-cursor": Code(410, "The place to go on from belongs to another store or lies ahead of it."),
    "event-chain-head": Code(422, "The event names a certificate that is not known here."),
    "event-epoch": Code(422, "The event names an epoch that the case does not have."),
    "event-member": Code(422, "The event is by somebody who does not stand in the case."),
    "event-page": Code(422, "The page goes on after its head."),
    **_record_codes("head", "The head"),
    "head-fork": Code(422, "The server's head differs from this device's own history."),
    "head-lease": Code(422, "The lease is not for this film, or it is over."),
    "head-kind": Code(422, "The head, restart or lease stands where another of the three belongs."),
    **_record_codes("command", "The command"),
    "command-signatures": Code(403, "The command needs another signature, or another person's."),
    "command-differs": Code(409, "Another command has that id."),
    "command-due": Code(422, "The command's date is missing, too soon, or given where none belongs."),
    "command-ref": Code(422, "The command refers to nothing, or to something that does not carry it."),
    "command-chain-head": Code(422, "The command names a certificate that is not known here."),
    **_record_codes("tombstone", "The tombstone"),
    "tombstone-share": Code(422, "The tombstone is for another share than this one."),
    **_record_codes("slot", "The key slot"),
    "journal-length": Code(0, "The journal's record is too short or too long to be one."),
    "journal-order": Code(0, "The journal's record does not come after the one before it."),
    "journal-tag": Code(0, "The journal's record does not open: damaged, moved, or another key."),
    "slot-tag": Code(0, "The key slot does not open with this key."),
    "slot-bank": Code(0, "Neither bank of the slot file is whole."),
    "slot-owner": Code(0, "The key slot's owner is not one that its kind may have."),
    "slots-full": Code(0, "There is no room for another key on this tablet."),
    "request-profile": Code(401, "The request is not signed in the one profile."),
    "request-key": Code(401, "The request's key is not known here."),
    "request-created": Code(401, "The request's time is too far from the server's."),
    "request-nonce": Code(401, "The request was seen before."),
    "request-signature": Code(401, "The request's signature does not hold."),
    "request-digest": Code(401, "The request's body is not the one that was signed."),
    "request-restart": Code(401, "The request is older than the server's start; sign it afresh."),
    "request-target": Code(404, "The request's target is not in its one spelling."),
    "request-query": Code(
        422, "The query has a name that is not known, given twice, or a value out of range."
    ),
    "request-json": Code(422, "The request's JSON is not of the shape that this route takes."),
    "request-length": Code(422, "The request's body has a length that this route does not take."),
    "request-too-large": Code(413, "The request is larger than this route takes."),
    "request-slow": Code(408, "The request stopped coming; what had arrived of a film is kept."),
    "request-rate": Code(429, "Too many requests; wait and go on."),
    "right-revoked": Code(403, "This device was revoked."),
    "right-role": Code(403, "This is not for the role that the chain gives this device."),
    "right-case": Code(403, "This is not for a member who does not stand in the case."),
    "right-author": Code(403, "Only the one who made it may send this."),
    "right-missing": Code(404, "There is nothing here for this device."),
    "setup-token": Code(401, "The set-up link is not the one that the server printed."),
    "setup-done": Code(409, "The service has been set up already."),
    "setup-records": Code(422, "The first certificates are not the ones that a set-up makes."),
    "recovery-differs": Code(409, "That epoch has another recovery file."),
    "upload-quota": Code(403, "The member's quota for unfinished uploads is used up."),
    "upload-length": Code(422, "The upload's length is not the manifest's."),
    "upload-metadata": Code(422, "The upload's metadata is not one manifest in base64."),
    "upload-complete": Code(
        409, "The film is whole on the server; its date or a command removes it, nothing else."
    ),
    "upload-offset": Code(409, "The upload stands at another offset."),
    "upload-digest": Code(409, "What arrived is not what the manifest names; it was dropped."),
    "upload-expired": Code(410, "The upload was left unfinished for too long."),
    "upload-too-large": Code(413, "The film is larger than this server takes."),
    "upload-server-full": Code(507, "The server has no room; nothing was lost on the tablet."),
    "upload-extension": Code(400, "The server does not speak that extension of tus."),
    "upload-version": Code(412, "The server speaks tus 1.0.0."),
    "upload-type": Code(415, "A PATCH carries application/offset+octet-stream."),
    "share-no-manifest": Code(404, "The share comes before the manifest it belongs to."),
    "share-differs": Code(409, "The group has another share."),
    "share-destroyed": Code(410, "The share was destroyed; what it sealed cannot be opened again."),
    "promise-step": Code(409, "The group is not where that can happen to it."),
    "share-commit": Code(422, "The share is not the one that was committed to."),
    "share-stopped": Code(403, "The use of this film was stopped."),
    "payload-range": Code(416, "The range lies outside the film."),
    "service-not-ready": Code(503, "The server is starting or being restored."),
    "store-failed": Code(503, "The server could not write that to its disk; nothing was acknowledged."),
    "film-journal": Code(0, "The journal of the film cannot be read."),
    "film-empty": Code(0, "The journal holds no whole frame of film."),
    "film-full": Code(0, "There is no room left; the film up to here is kept."),
    "film-camera": Code(0, "The camera cannot be used."),
    "film-codec": Code(0, "This browser can encode none of the codecs that films are made with."),
    "note-microphone": Code(0, "The microphone cannot be used."),
    "note-closing": Code(0, "The film is still being closed; notes come after it."),
    "film-picture": Code(0, "This browser cannot show single pictures of the film."),
    "film-not-agreed": Code(0, "Not everybody who is here has said yes."),
    "film-not-ready": Code(0, "Filming is not possible yet on this tablet."),
    "film-not-fetched": Code(0, "The film's payload has not been fetched."),
    "export-recipient": Code(0, "That is no age recipient for X25519."),
    "unlock-phrase": Code(0, "The five words do not open this device."),
    "unlock-floor": Code(0, "The stored parameters for the five words are weaker than allowed."),
    "unlock-key": Code(0, "The security key or fingerprint does not open this device."),
    "unlock-locked": Code(0, "The tablet is locked; unlock it and go on."),
    "unlock-pin": Code(0, "The PIN is not the one that was chosen."),
    "store-full": Code(0, "There is no room left on this device."),
    "store-last-copy": Code(0, "This is the only copy; it stays until the server has the whole film."),
    "chain-not-joined": Code(0, "This device has not joined a service."),
    "server-unreachable": Code(0, "The server cannot be reached; what waits here is safe."),
    "server-answer": Code(0, "The server's answer is not one that this version understands."),
}
