"""Ties the shares to the service: its org, its recovery recipient, and a destruction that a stop interrupted."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from amanat_sync.header import write_recovery_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from amanat_server.stores.ports import ShareStore
    from amanat_sync.chain import Chain


async def bind_shares(shares: ShareStore, chain: Chain) -> None:
    """Before anybody is answered: shares are tied to the org, copies of the vault key go to the cards alone."""
    shares.bind(chain.org)
    await shares.resume()
    recipient = chain.recovery_key
    if recipient is not None:
        await shares.keep_copies(_sealing(recipient))


def _sealing(recipient: bytes) -> Callable[[bytes], bytes]:
    def seal(key: bytes) -> bytes:
        return write_recovery_file(
            key, recipient, file_key=os.urandom(16), nonce=os.urandom(16), ephemeral=os.urandom(32)
        )

    return seal
