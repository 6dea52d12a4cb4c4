"""Every route of the service in one table: who may, what goes in, what comes out, what is refused.

The served ``openapi.json`` and docs/spec/http.md are made from it, and a test compares the server's own routes.
Codes that a whole class of routes shares are not repeated: see ``codes_of``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from amanat_sync import wire

SIGNED_CODES: Final = (
    "request-target",
    "request-profile",
    "request-key",
    "request-created",
    "request-restart",
    "request-nonce",
    "request-signature",
    "request-digest",
    "request-query",
    "request-too-large",
    "request-slow",
    "request-rate",
    "right-revoked",
    "right-role",
    "right-missing",
    "service-not-ready",
)
OPEN_CODES: Final = ("request-too-large", "request-slow", "request-rate", "service-not-ready")


@dataclass(frozen=True, slots=True)
class Octets:
    """application/octet-stream: what it holds; ``each`` is the size of one record where all have the same."""

    what: str
    each: int | None = None
    prefixed: bool = False
    """Whether a u32 length stands before each item."""


@dataclass(frozen=True, slots=True)
class Plain:
    """Another content type than JSON and octets."""

    what: str
    content_type: str


Body = type[wire.Shape] | Octets | Plain


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one path; ``{case}`` and the like are 32 lower-case hex digits, ``{version}`` an integer."""

    name: str
    method: str
    path: str
    who: str
    does: str
    signed: bool = True
    query: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    body: Body | None = None
    status: int = 200
    answer: Body | None = None
    answers: tuple[str, ...] = ()
    """Names of answer headers that carry meaning."""
    errors: tuple[str, ...] = ()


def codes_of(route: Route) -> tuple[str, ...]:
    """Every code of a route: its own, then those of its class; ``request-json`` where it takes JSON."""
    own = route.errors
    if isinstance(route.body, type):
        own += ("request-json",)
    elif isinstance(route.body, Octets):
        own += ("request-length",)
    return tuple(dict.fromkeys(own + (SIGNED_CODES if route.signed else OPEN_CODES)))


_FRAMES = Octets("event frames", prefixed=True)
_TUS = ("tus-resumable",)

ROUTES: Final[tuple[Route, ...]] = (
    Route("health", "GET", "/healthz", "anybody", "Says whether the server answers", signed=False),
    Route("metrics", "GET", "/metrics", "loopback only", "Counters for the operator", signed=False,
          answer=Plain("Prometheus text", "text/plain"), errors=("right-missing",)),
    Route("service", "GET", "/v1/service", "anybody", "Who this service is", signed=False, answer=wire.ServiceInfo),
    Route("setup", "POST", "/v1/setup", "who has the set-up token, once", "Sets the service up", signed=False,
          body=wire.Setup, status=201, errors=("setup-token", "setup-done", "setup-records")),
    Route("chain", "GET", "/v1/chain", "device, courier, the root", "Certificates above a seq", query=("after",),
          answer=Octets("certificates", 288)),
    Route("certify", "POST", "/v1/chain", "device or root that signed it; admin with one signed by the root",
          "Adds certificates", body=Octets("certificates", 288), status=201,
          errors=("chain-seq", "chain-prev", "chain-signer", "chain-role", "chain-signature")),
    Route("invite", "POST", "/v1/invites", "admin", "Makes room for one device to join", body=wire.InviteRequest,
          status=201, answer=wire.InviteMade),
    Route("enrol", "POST", "/v1/enrol", "the new key, with the token", "Asks to join", body=wire.EnrolRequest,
          status=201, answer=wire.EnrolMade, errors=("enrol-used", "enrol-expired")),
    Route("enrol-state", "GET", "/v1/enrol/{id}", "that new key", "How a request to join stands",
          answer=wire.EnrolState),
    Route("enrols", "GET", "/v1/enrol", "admin", "The requests to join that wait", answer=wire.EnrolsWaiting),
    Route("enrol-refuse", "DELETE", "/v1/enrol/{id}", "admin", "Turns a request to join away", status=204),
    Route("cases", "GET", "/v1/cases", "device", "Which of my cases moved", query=("since",), answer=wire.Cases,
          errors=("event-cursor",)),
    Route("rolls", "GET", "/v1/cases/{case}/rolls", "of the case; admin: the service case", "The rolls of a case",
          answer=Octets("rolls", prefixed=True)),
    Route("roll", "POST", "/v1/cases/{case}/rolls", "its signer, courier", "Adds a roll", body=Octets("a roll"),
          status=201, errors=("roll-seq", "roll-no-supervisor", "roll-role", "roll-chain-head", "roll-signature")),
    Route("envelopes", "GET", "/v1/cases/{case}/envelopes", "of the case", "Envelopes to the asking device",
          answer=Octets("envelopes", 266)),
    Route("wrap", "POST", "/v1/cases/{case}/envelopes", "their signer, courier", "Adds envelopes",
          body=Octets("envelopes", 266), status=201,
          errors=("envelope-roll", "envelope-from", "envelope-to", "envelope-signature")),
    Route("recovery", "GET", "/v1/cases/{case}/recovery", "admin, safeguarding", "Recovery files by epoch",
          answer=Octets("epoch u32 and an age file", prefixed=True)),
    Route("recovery-add", "POST", "/v1/cases/{case}/recovery", "signer of the epoch's roll, courier",
          "Adds the recovery file of an epoch", body=Octets("epoch u32 and an age file"), status=201,
          errors=("recovery-differs",)),
    Route("events", "GET", "/v1/cases/{case}/events", "of the case",
          "Frames after a cursor, new tombstones, a head last", query=("after", "limit"),
          answer=Octets("frames (32 bytes where one is shredded), tombstones, one head", prefixed=True),
          answers=("amanat-cursor",), errors=("event-cursor",)),
    Route("append", "POST", "/v1/cases/{case}/events", "device of the case, courier", "Adds frames", body=_FRAMES,
          answer=Octets("the head", 176), errors=("event-gap", "event-differs", "event-too-large", "event-signature")),
    Route("late", "GET", "/v1/cases/{case}/late", "of the case", "Frames that wait to be admitted", answer=_FRAMES),
    Route("tus-options", "OPTIONS", "/v1/uploads", "anybody", "What this server speaks of tus", signed=False,
          status=204, answers=("tus-resumable", "tus-version", "tus-extension", "tus-max-size")),
    Route("upload", "POST", "/v1/uploads", "the manifest's device, courier", "Makes room for a film",
          headers=("tus-resumable", "upload-length", "upload-metadata"), status=201,
          answers=("location", "upload-expires", *_TUS),
          errors=("upload-quota", "manifest-differs", "upload-too-large", "upload-length", "upload-metadata",
                  "upload-server-full", "upload-version", "upload-extension", "manifest-signature")),
    Route("upload-offset", "HEAD", "/v1/uploads/{id}", "the manifest's device, courier that opened it",
          "How far a film is", headers=_TUS,
          answers=("upload-offset", "upload-length", "upload-expires", *_TUS),
          errors=("upload-expired", "upload-version", "upload-extension")),
    Route("upload-bytes", "PATCH", "/v1/uploads/{id}", "the manifest's device, courier that opened it",
          "Takes bytes of a film", headers=("upload-offset", "content-length", *_TUS),
          body=Plain("bytes of the payload", "application/offset+octet-stream"), status=204,
          answers=("upload-offset", "upload-expires", *_TUS),
          errors=("upload-offset", "upload-digest", "upload-expired", "upload-server-full", "upload-type",
                  "upload-version", "upload-extension")),
    Route("upload-end", "DELETE", "/v1/uploads/{id}", "the manifest's device, courier that opened it",
          "Gives an unfinished upload up", headers=_TUS, status=204, answers=_TUS,
          errors=("upload-complete", "upload-version", "upload-extension")),
    Route("manifest", "GET", "/v1/clips/{clip}/manifest", "of the case", "A film's manifest",
          answer=Octets("the manifest", 360)),
    Route("manifest-put", "PUT", "/v1/clips/{clip}/manifest", "its device, courier", "Stores a manifest",
          body=Octets("the manifest", 360), status=201, errors=("manifest-differs", "manifest-signature")),
    Route("headers", "GET", "/v1/clips/{clip}/headers", "of the case", "The versions of a film's sealed header",
          answer=Octets("versions, u32", 4)),
    Route("header", "GET", "/v1/clips/{clip}/headers/{version}", "of the case", "A sealed header",
          answer=Octets("the sealed header")),
    Route("header-put", "PUT", "/v1/clips/{clip}/headers/{version}", "device of the case, courier",
          "Stores a sealed header", body=Octets("the sealed header"), status=201,
          errors=("header-differs", "header-version")),
    Route("payload", "GET", "/v1/clips/{clip}/payload", "of the case", "A film's payload; 206 for a Range",
          headers=("range",), answer=Octets("the payload or a range of it"),
          errors=("share-destroyed", "payload-range")),
    Route("share", "POST", "/v1/shares/{group}",
          "the manifest's device, courier; S_case: signer of roll 0 or its courier", "Gives a share to the server",
          body=Octets("S", 32), status=201,
          errors=("share-no-manifest", "share-differs", "share-destroyed", "share-commit")),
    Route("lease", "POST", "/v1/shares/{group}/lease", "of the case", "Asks for a share and its lease",
          answer=Octets("S and the signed lease", 208), errors=("share-stopped", "share-destroyed")),
    Route("command", "POST", "/v1/commands", "as docs/spec/command.md; courier", "Stops, holds or destroys",
          body=Octets("a command of 240 or 320 bytes"), status=201,
          errors=("command-signatures", "command-differs", "command-due", "command-ref", "share-destroyed")),
    Route("commands", "GET", "/v1/commands", "device", "Commands of my cases, waiting ones too", query=("after",),
          answer=Octets("commands", prefixed=True)),
    Route("holds", "GET", "/v1/holds", "device, courier", "The groups that are held", answer=wire.Holds),
    Route("tombstones", "POST", "/v1/tombstones", "device, courier", "Confirms deletions",
          body=Octets("tombstones", 176), status=204, errors=("tombstone-signature",)),
    Route("stream", "GET", "/v1/stream", "device", "Tells which cases moved; ends on revocation",
          answer=Plain("server-sent events", "text/event-stream")),
)  # fmt: skip
