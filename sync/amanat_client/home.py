"""The folder of an identity: made at joining, opened by its phrase.

What is readable without the phrase: ids, the server's address, the service's public records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from amanat_client.identity import Identity, SealedBox
from amanat_client.phrase import WrappedKey, draw_phrase, read_phrase, unwrap_key, wrap_key
from amanat_sync.errors import refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amanat_client.entropy import Entropy
    from amanat_client.store import Store

HERE = b"here"


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in the open: whose identity this is and where its service is."""

    member: bytes
    device: bytes
    origin: str
    service: str
    salt: bytes
    nonce: bytes
    sealed_dsk: bytes
    sealed_keys: bytes


@dataclass(frozen=True, slots=True)
class Unlocked:
    """An identity whose phrase was given."""

    identity: Identity
    box: SealedBox
    origin: str
    service: str


class Home:
    """One identity in one store."""

    def __init__(self, store: Store, word_list: Sequence[str], entropy: Entropy) -> None:
        self._store = store
        self._word_list = word_list
        self._entropy = entropy

    @property
    def is_taken(self) -> bool:
        """Whether an identity lives here."""
        return self._store.get("identity", HERE) is not None

    def keep(self, identity: Identity, origin: str, service: str) -> list[str]:
        """Seals a new identity and answers its phrase, which is shown once and kept nowhere."""
        words = draw_phrase(self._word_list, self._entropy)
        dsk = self._entropy.draw(32)
        wrapped = wrap_key(dsk, words, identity.member, identity.device, self._entropy)
        card = Card(
            member=identity.member,
            device=identity.device,
            origin=origin,
            service=service,
            salt=wrapped.salt,
            nonce=wrapped.nonce,
            sealed_dsk=wrapped.sealed,
            sealed_keys=SealedBox(dsk, self._entropy).seal("keys", identity.seed + identity.scalar),
        )
        self._store.put("identity", HERE, msgspec.json.encode(card))
        return words

    def unlock(self, phrase: str) -> Unlocked:
        """The identity; ``unlock-phrase`` for other words, ``chain-not-joined`` where none lives here."""
        raw = self._store.get("identity", HERE)
        if raw is None:
            raise refuse("chain-not-joined")
        card = msgspec.json.decode(raw, type=Card)
        words = read_phrase(phrase, self._word_list)
        wrapped = WrappedKey(card.salt, card.nonce, card.sealed_dsk)
        box = SealedBox(unwrap_key(wrapped, words, card.member, card.device), self._entropy)
        keys = box.open("keys", card.sealed_keys)
        identity = Identity(card.member, card.device, keys[:32], keys[32:])
        return Unlocked(identity, box, card.origin, card.service)
