"""Joining a service by a link: the new device's side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amanat_client.identity import Identity, draw_identity
from amanat_sync.enrol import Joining, Link, check_pin, decode_link, enrol_hmac, enrol_words, spell
from amanat_sync.errors import AmanatError, refuse
from amanat_sync.ids import base64url, hex_id, parse_base64url
from amanat_sync.wire import EnrolMade, EnrolRequest, EnrolState, decode_json, encode_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amanat_client.clock import Clock
    from amanat_client.entropy import Entropy
    from amanat_client.store import Store
    from amanat_client.transport import Server


POLL_SECONDS = 2.0
AWAY = frozenset({"server-unreachable", "service-not-ready"})
"""The server will answer later."""


def read_link(text: str, store: Store) -> Link:
    """The link behind what was pasted; ``enrol-link``, ``enrol-root`` where this store belongs to another service."""
    _, mark, rest = text.strip().partition("#")
    link = decode_link(mark + rest)
    check_pin(store.get("root", b"service"), link)
    return link


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to join that was sent: its id and the six words to read out."""

    id: bytes
    words: list[str]


def ask_to_join(link: Link, identity: Identity, server: Server, word_list: Sequence[str]) -> Asked:
    """Sends this device's keys with the proof that they were made from the link; raises ``enrol-*``."""
    joining = Joining(
        root=link.root,
        member=link.member,
        device=identity.device,
        role=link.role,
        ed25519=identity.ed25519,
        x25519=identity.x25519,
    )
    mac = enrol_hmac(link.e, joining)
    asked = EnrolRequest(
        token=base64url(link.token),
        member=base64url(link.member),
        device=base64url(identity.device),
        ed25519=base64url(identity.ed25519),
        x25519=base64url(identity.x25519),
        courier=None,
        hmac=base64url(mac),
    )
    made = decode_json(
        EnrolMade, server.ask("POST", "/v1/enrol", encode_json(asked)).content, "server-answer"
    )
    return Asked(parse_base64url(made.id, 16), spell(enrol_words(link.e, joining, mac), word_list))


def has_joined(asked: Asked, server: Server) -> bool:
    """Whether an admin has let this device in; ``enrol-words`` where they said that the words differ."""
    answer = server.ask("GET", f"/v1/enrol/{hex_id(asked.id)}").content
    state = decode_json(EnrolState, answer, "server-answer").state
    if state == "refused":
        raise refuse("enrol-words")
    return state == "joined"


def wait_until_joined(asked: Asked, server: Server, clock: Clock) -> None:
    """Returns once this device is let in, whatever the line does meanwhile: its keys are nowhere but here.

    Raises what ``has_joined`` does.
    """
    while True:
        try:
            if has_joined(asked, server):
                return
        except AmanatError as error:
            if error.code not in AWAY:
                raise
        clock.pause(POLL_SECONDS)


def new_identity(link: Link, entropy: Entropy) -> Identity:
    """Fresh keys for the member that the link names."""
    return draw_identity(link.member, entropy)
