"""Signed requests: RFC 9421 in the one profile of docs/spec/request.md.

Promises of the check, in the order in which it refuses:

* ``request-target``: the target is not in its one spelling (404);
* ``request-profile``: not exactly one signature ``a`` over exactly the list for this kind of request;
* ``request-key``: nobody here has that key;
* ``request-created``: more than 300 s from the server's time;
* ``request-restart``: older than the server's start, whose memory of nonces does not reach back;
* ``request-nonce``: seen before (and 429 ``request-rate`` where no more nonces can be held);
* ``request-signature``: the signature does not hold;
* ``request-digest``: the body is not the one that was signed.

The @authority comes from the settings, never from a Host header.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from amanat_sync.errors import refuse
from amanat_sync.ids import base64url, parse_base64url
from amanat_sync.keys import ed25519_sign, ed25519_verify, same, sha256

if TYPE_CHECKING:
    from collections.abc import Iterable

TAG: Final = "amanat-1"
SKEW_S: Final = 300
NONCE_LENGTH: Final = 16
NONCES_KEPT_MS: Final = 10 * 60 * 1000
RESTART_SLACK_S: Final = 5

BARE: Final = '("@method" "@authority" "@path" "@query")'
WITH_BODY: Final = '("@method" "@authority" "@path" "@query" "content-digest")'
UPLOAD: Final = '("@method" "@authority" "@path" "@query" "upload-offset" "content-length")'

_BODILESS = frozenset({"GET", "HEAD", "DELETE", "OPTIONS"})
_METHODS = _BODILESS | {"POST", "PUT", "PATCH"}
_TARGET = re.compile(r"(?P<path>(?:/[a-z0-9-]+)+)(?P<query>\?[A-Za-z0-9=&._-]*)?\Z")
_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,14})\Z", re.ASCII)
_INPUT = re.compile(
    r"a=(?P<params>(?P<list>\([^()]*\));created=(?P<created>0|[1-9][0-9]{0,14})"
    r';nonce="(?P<nonce>[A-Za-z0-9_-]{22})";keyid="(?P<keyid>[0-9a-f]{32})";tag="amanat-1")\Z'
)
_SIGNATURE = re.compile(r"a=:(?P<raw>[A-Za-z0-9+/]{86}==):\Z")
_DIGEST = re.compile(r"sha-256=:(?P<raw>[A-Za-z0-9+/]{43}=):\Z")
_ORIGIN = re.compile(
    r"(?P<scheme>https?)://(?P<host>[^/:@?#]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?/?\Z"
)
_DEFAULT_PORT = {"http": "80", "https": "443"}


@dataclass(frozen=True, slots=True)
class Patch:
    """Where the bytes of a PATCH belong, and how many they are."""

    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Claim:
    """What a request says of itself; nothing in it is true before ``check_request`` has returned."""

    keyid: str
    created: int
    nonce: bytes
    base: bytes
    signature: bytes
    digest: bytes | None
    body_length: int


class NonceWindow:
    """The nonces of the last 10 minutes, at most ``capacity`` of them."""

    def __init__(self, capacity: int = 250_000) -> None:
        self._capacity = capacity
        self._until: dict[bytes, int] = {}

    def seen(self, keyid: str, nonce: bytes, now_ms: int) -> bool:
        """Whether this key has used this nonce within the last 10 minutes."""
        return self._until.get(bytes.fromhex(keyid) + nonce, -1) >= now_ms

    def add(self, keyid: str, nonce: bytes, now_ms: int) -> None:
        """Remembers a nonce; raises ``request-rate`` rather than forget one that could be used again."""
        self._forget(now_ms)
        if len(self._until) >= self._capacity:
            raise refuse("request-rate")
        self._until[bytes.fromhex(keyid) + nonce] = now_ms + NONCES_KEPT_MS

    def __len__(self) -> int:
        return len(self._until)

    def _forget(self, now_ms: int) -> None:
        # Kept in the order of arrival, so the oldest come first; a clock set back only keeps some longer.
        while self._until:
            oldest = next(iter(self._until))
            if self._until[oldest] >= now_ms:
                return
            del self._until[oldest]


def keyid_of(public: bytes) -> str:
    """The name of a key in requests: the first 16 bytes of its SHA-256 in hex."""
    return sha256(public)[:16].hex()


def authority_of(origin: str) -> str:
    """The @authority of ``http(s)://host[:port]``: lower case, no default port; ``ValueError`` for another shape."""
    match = _ORIGIN.match(origin)
    if match is None:
        raise ValueError("an origin is http(s)://host[:port]")
    host, port = match["host"].lower(), match["port"]
    return host if port is None or port == _DEFAULT_PORT[match["scheme"]] else f"{host}:{port}"


def sign_request(
    method: str,
    authority: str,
    target: str,
    *,
    keyid: str,
    seed: bytes,
    created: int,
    nonce: bytes,
    body: bytes = b"",
    patch: Patch | None = None,
) -> dict[str, str]:
    """The headers that sign a request; ``created`` is in seconds, ``nonce`` 16 random bytes, fresh at each attempt.

    ``target`` is path and query exactly as sent.  With a body comes its content-digest, with ``patch`` its
    upload-offset; content-length is the transport's to send.
    """
    match = _TARGET.match(target)
    if match is None:
        raise refuse("request-target")
    headers: dict[str, str] = {}
    covered, lines = BARE, _lines(method, authority, match)
    if patch is not None:
        headers["upload-offset"] = str(patch.offset)
        covered, lines = UPLOAD, [*lines, *_upload_lines(patch)]
    elif body:
        headers["content-digest"] = f"sha-256=:{_base64(sha256(body))}:"
        covered, lines = WITH_BODY, [*lines, f'"content-digest": {headers["content-digest"]}']
    params = f'{covered};created={created};nonce="{base64url(nonce)}";keyid="{keyid}";tag="{TAG}"'
    headers["signature-input"] = f"a={params}"
    headers["signature"] = f"a=:{_base64(ed25519_sign(seed, _base(lines, params)))}:"
    return headers


def parse_request(
    method: str, target: bytes, headers: Iterable[tuple[bytes, bytes]], authority: str
) -> Claim:
    """What a request claims; ``headers`` have names in lower case; raises ``request-target``, ``request-profile``."""
    match = _TARGET.match(target.decode("latin-1"))
    if match is None:
        raise refuse("request-target")
    once = _once(headers)
    signed = _INPUT.match(once.get("signature-input", ""))
    signature = _SIGNATURE.match(once.get("signature", ""))
    if signed is None or signature is None or method not in _METHODS or "transfer-encoding" in once:
        raise refuse("request-profile")
    length = _number(once.get("content-length", "0"))
    lines, digest = _lines(method, authority, match), None
    if method == "PATCH":
        covered = UPLOAD
        # Both must stand there to be signed, so an absent one breaks the profile.
        patch = Patch(_number(once.get("upload-offset", "")), _number(once.get("content-length", "")))
        lines += _upload_lines(patch)
    elif length == 0:
        covered = BARE
    else:
        covered = WITH_BODY
        digest = _digest(once.get("content-digest", ""))
        lines.append(f'"content-digest": {once["content-digest"]}')
    if signed["list"] != covered or (length and method in _BODILESS):
        raise refuse("request-profile")
    return Claim(
        keyid=signed["keyid"],
        created=int(signed["created"]),
        nonce=_nonce(signed["nonce"]),
        base=_base(lines, signed["params"]),
        signature=_bytes(signature["raw"]),
        digest=digest,
        body_length=length,
    )


def check_request(
    claim: Claim, public: bytes | None, now_ms: int, started_ms: int, nonces: NonceWindow
) -> None:
    """Raises the first ``request-*`` of the module's list that applies; remembers the nonce where none does.

    ``public`` is the key that ``claim.keyid`` names here, None where there is none.
    """
    if public is None or keyid_of(public) != claim.keyid:
        raise refuse("request-key")
    if abs(claim.created * 1000 - now_ms) > SKEW_S * 1000:
        raise refuse("request-created")
    if claim.created * 1000 < started_ms - RESTART_SLACK_S * 1000:
        raise refuse("request-restart")
    if nonces.seen(claim.keyid, claim.nonce, now_ms):
        raise refuse("request-nonce")
    if not ed25519_verify(public, claim.base, claim.signature):
        raise refuse("request-signature")
    nonces.add(claim.keyid, claim.nonce, now_ms)


def check_digest(claim: Claim, body_digest: bytes) -> None:
    """Raises ``request-digest`` unless the body's SHA-256 is the signed one; a request without a body has none."""
    if claim.digest is not None and not same(claim.digest, body_digest):
        raise refuse("request-digest")


def _once(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Each header by name; one that the profile reads may stand once only."""
    once: dict[str, str] = {}
    for raw_name, value in headers:
        name = raw_name.decode("latin-1")
        if name in _READ:
            if name in once:
                raise refuse("request-profile")
            once[name] = value.decode("latin-1")
    return once


_READ = frozenset(
    {"signature-input", "signature", "content-digest", "content-length", "upload-offset", "transfer-encoding"}
)


def _lines(method: str, authority: str, target: re.Match[str]) -> list[str]:
    # RFC 9421, 2.2.7: "If the query string is absent from the request message, the component value is the
    # leading ? character alone."
    return [
        f'"@method": {method}',
        f'"@authority": {authority}',
        f'"@path": {target["path"]}',
        f'"@query": {target["query"] or "?"}',
    ]


def _upload_lines(patch: Patch) -> list[str]:
    return [f'"upload-offset": {patch.offset}', f'"content-length": {patch.length}']


def _base(lines: list[str], params: str) -> bytes:
    return "\n".join([*lines, f'"@signature-params": {params}']).encode("ascii")


def _number(text: str) -> int:
    if not _NUMBER.match(text):
        raise refuse("request-profile")
    return int(text)


def _digest(text: str) -> bytes:
    match = _DIGEST.match(text)
    if match is None:
        raise refuse("request-profile")
    return _bytes(match["raw"])


def _nonce(text: str) -> bytes:
    try:
        return parse_base64url(text, NONCE_LENGTH)
    except ValueError as fault:
        raise refuse("request-profile") from fault


def _bytes(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except binascii.Error as fault:
        raise refuse("request-profile") from fault
    if _base64(raw) != text:
        raise refuse("request-profile")
    return raw


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
