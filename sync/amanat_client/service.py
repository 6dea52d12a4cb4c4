"""Setting a service up, inviting, and letting devices in: what an admin's command line does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from amanat_client.staffing import Staffing
from amanat_sync import certify
from amanat_sync.chain import ADMIN, RECOVERY, SERVICE, Chain
from amanat_sync.enrol import (
    Joining,
    Link,
    check_enrol_hmac,
    check_joining,
    check_words,
    enrol_words,
    join_url,
    spell,
)
from amanat_sync.errors import refuse
from amanat_sync.ids import base64url, hex_id, parse_base64url
from amanat_sync.keys import sha256, x25519_public
from amanat_sync.wire import (
    EnrolsWaiting,
    EnrolWaiting,
    InviteRequest,
    ServiceInfo,
    Setup,
    decode_json,
    encode_json,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amanat_client.books import Books
    from amanat_client.clock import Clock
    from amanat_client.desk import Desk
    from amanat_client.entropy import Entropy
    from amanat_client.identity import Identity, SealedBox
    from amanat_client.store import Store
    from amanat_client.transport import Server


@dataclass(frozen=True, slots=True)
class Founded:
    """What a set-up leaves in the hands of the one who did it: the root's seed and the recovery scalar.

    Both go onto three cards and are forgotten then.
    """

    root_seed: bytes
    recovery_scalar: bytes


class SetupLink:
    """``<origin>/#setup=<token>.<SHA-256 of the service public key>``, as the terminal of the server printed it."""

    def __init__(self, text: str) -> None:
        """``setup-token`` for what is no set-up link."""
        parts = urlsplit(text.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise refuse("setup-token")
        token, _, key_hash = parts.fragment.removeprefix("setup=").partition(".")
        try:
            self.token = parse_base64url(token, 32)
            self.key_hash = parse_base64url(key_hash, 32)
        except ValueError as fault:
            raise refuse("setup-token") from fault
        self.origin = f"{parts.scheme}://{parts.netloc}"


def found_service(
    link: SetupLink,
    identity: Identity,
    *,
    server: Server,
    books: Books,
    store: Store,
    clock: Clock,
    entropy: Entropy,
    demo: bool = False,
) -> Founded:
    """Makes the root, certifies the first admin (``identity``), the service's key and recovery, and sends them.

    The service's key is compared with the hash in the link before the root certifies it: the terminal vouches for it,
    not the server's answer.  Raises ``setup-*``.
    """
    info = decode_json(ServiceInfo, server.ask("GET", "/v1/service").content, "server-answer")
    service_key = parse_base64url(info.service_key, 32)
    if sha256(service_key) != link.key_hash:
        raise refuse("setup-token", "the server's key is not the one in the link")
    founded = Founded(entropy.draw(32), entropy.draw(32))
    now_ms = clock.now_ms()
    chain = Chain.start(certify.build_genesis(founded.root_seed, demo=demo, not_before=now_ms))
    for role, member, device, ed25519, x25519 in (
        (ADMIN, identity.member, identity.device, identity.ed25519, identity.x25519),
        (SERVICE, entropy.draw(16), entropy.draw(16), service_key, bytes(32)),
        (RECOVERY, entropy.draw(16), entropy.draw(16), bytes(32), x25519_public(founded.recovery_scalar)),
    ):
        chain.append(
            certify.build_add(
                chain,
                founded.root_seed,
                role=role,
                member=member,
                device=device,
                ed25519=ed25519,
                x25519=x25519,
                not_before=now_ms,
            )
        )
    asked = Setup(token=base64url(link.token), records=base64url(b"".join(chain.records)))
    server.ask("POST", "/v1/setup", encode_json(asked))
    store.put("root", b"service", chain.org)
    books.add_certificates(list(chain.records))
    return founded


class Reception:
    """Inviting and letting in, for an admin's identity."""

    def __init__(self, desk: Desk, box: SealedBox, word_list: Sequence[str]) -> None:
        self._desk = desk
        self._box = box
        self._word_list = word_list

    def invite(self, role: int, member: bytes, service_name: str) -> str:
        """A link for one device, good for 24 hours; ``e`` stays here, sealed, and never reaches the server."""
        desk = self._desk
        token, e = desk.entropy.draw(32), desk.entropy.draw(16)
        asked = InviteRequest(member=base64url(member), role=role, token_hash=base64url(sha256(token)))
        desk.server.ask("POST", "/v1/invites", encode_json(asked))
        desk.store.put("invites", sha256(token), self._box.seal("invite", e))
        return join_url(
            Link(
                root=desk.books.chain.org,
                server=desk.server.origin,
                service=service_name,
                role=role,
                member=member,
                token=token,
                e=e,
            )
        )

    def waiting(self) -> list[EnrolWaiting]:
        """The devices that ask to join by a link made here."""
        answer = self._desk.server.ask("GET", "/v1/enrol").content
        return [
            entry
            for entry in decode_json(EnrolsWaiting, answer, "server-answer").enrols
            if self._secret(entry) is not None
        ]

    def find(self, typed: Sequence[str]) -> EnrolWaiting:
        """The device that waits and has these six words; ``enrol-words`` where none has."""
        for entry in self.waiting():
            e, joining, mac = self._made_from(entry)
            if spell(enrol_words(e, joining, mac), self._word_list) == [word.lower() for word in typed]:
                return entry
        raise refuse("enrol-words")

    def approve(self, entry: EnrolWaiting, typed: Sequence[str], root_seed: bytes | None = None) -> None:
        """Lets a device in after the six words that were read out have been typed.

        ``root_seed``, out of two cards, certifies what an admin may not.  Raises ``enrol-words``, ``enrol-hmac``.
        """
        e, joining, mac = self._made_from(entry)
        check_words(typed, enrol_words(e, joining, mac), self._word_list)
        self.approve_in_room(entry, root_seed)

    def approve_in_room(self, entry: EnrolWaiting, root_seed: bytes | None = None) -> None:
        """Lets in a device that got the invitation in the same room, so that nobody can stand between the two.

        The proof that its keys were made from the invitation is checked here; no words are typed
        (docs/spec/enrolment.md).  Raises ``enrol-hmac`` and what ``check_joining`` finds.
        """
        e, joining, mac = self._made_from(entry)
        check_joining(joining)
        check_enrol_hmac(e, joining, mac)
        staffing = Staffing(self._desk)
        staffing.certify(joining, root_seed)
        self._desk.store.drop("invites", parse_base64url(entry.token_hash, 32))
        staffing.tend_service_case()

    def differ(self, entry: EnrolWaiting) -> None:
        """*They differ*: nobody joins."""
        self._desk.server.ask("DELETE", f"/v1/enrol/{hex_id(parse_base64url(entry.id, 16))}")

    def _made_from(self, entry: EnrolWaiting) -> tuple[bytes, Joining, bytes]:
        e = self._secret(entry)
        if e is None:
            raise refuse("enrol-hmac")
        return e, _joining(entry, self._desk.books.chain.org), parse_base64url(entry.hmac, 32)

    def _secret(self, entry: EnrolWaiting) -> bytes | None:
        sealed = self._desk.store.get("invites", parse_base64url(entry.token_hash, 32))
        return self._box.open("invite", sealed) if sealed is not None else None


def _joining(entry: EnrolWaiting, root: bytes) -> Joining:
    courier = entry.courier
    return Joining(
        root=root,
        member=parse_base64url(entry.member, 16),
        device=parse_base64url(entry.device, 16),
        role=entry.role,
        ed25519=parse_base64url(entry.ed25519, 32),
        x25519=parse_base64url(entry.x25519, 32),
        tablet=parse_base64url(courier.tablet, 16) if courier else bytes(16),
        courier=parse_base64url(courier.ed25519, 32) if courier else bytes(32),
    )
