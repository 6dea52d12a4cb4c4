"""Sealing and opening in Python cost at most 1.3 times one-shot ChaCha20-Poly1305 of the same bytes.

Each round takes the same bytes through the one-shot call of `cryptography` and through Sealer and Opener, fed
in pieces, one right after the other; the ratio of a round is seconds over seconds. The Sealer hashes its
payload with SHA-256 on the way (the manifest needs that digest), and that is inside its time; the one-shot
call hashes nothing. A second line holds the Sealer against the one-shot call and SHA-256 over its answer,
which is the same work. Below about 32 MiB the allocator gives the one-shot call memory that is warm already,
and the first line says more about SHA-256 than about the Sealer.

    .venv/bin/python bench/seal_python.py [--mib 64] [--rounds 9] [--piece 1048576]
"""

from __future__ import annotations

import argparse
import hashlib
import math
import os
import platform
import time
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from amanat_sync.seal import Opener, Sealer

if TYPE_CHECKING:
    from collections.abc import Callable

GOAL = 1.3
NAMES = ("sealing / one-shot", "sealing / one-shot and SHA-256", "opening / one-shot")


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def geometric_mean(values: list[float]) -> float:
    return math.exp(sum(math.log(value) for value in values) / len(values))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--mib", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--piece", type=int, default=1 << 20)
    chosen = parser.parse_args()

    plain = os.urandom(chosen.mib << 20)
    key = ChaCha20Poly1305(os.urandom(32))
    zero = bytes(12)
    one_shot = key.encrypt(zero, plain, None)
    file_key, nonce = os.urandom(16), os.urandom(16)
    whole = Sealer(file_key, nonce)
    payload = whole.push(plain) + whole.finish()

    def pieces(data: bytes) -> list[bytes]:
        return [data[at : at + chosen.piece] for at in range(0, len(data), chosen.piece)]

    plain_pieces, payload_pieces = pieces(plain), pieces(payload)

    def seal() -> None:
        sealer = Sealer(file_key, nonce)
        for piece in plain_pieces:
            sealer.push(piece)
        sealer.finish()

    def open_() -> None:
        opener = Opener(file_key, len(payload))
        for piece in payload_pieces:
            opener.push(piece)
        opener.finish()

    def same_work() -> None:
        hashlib.sha256(key.encrypt(zero, plain, None)).digest()

    rounds = []
    for number in range(chosen.rounds + 1):
        sealed = seconds(seal) / seconds(lambda: key.encrypt(zero, plain, None))
        opened = seconds(open_) / seconds(lambda: key.decrypt(zero, one_shot, None))
        hashed = seconds(seal) / seconds(same_work)
        if number:  # the first round warms up
            rounds.append((sealed, hashed, opened))
    means = [geometric_mean(list(ratios)) for ratios in zip(*rounds, strict=True)]
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    )
    print(
        f"{chosen.mib} MiB in pieces of {chosen.piece} B, {chosen.rounds} rounds, geometric means; goal <= {GOAL}"
    )
    for name, mean, ratios in zip(NAMES, means, zip(*rounds, strict=True), strict=True):
        print(f"{name}: {mean:.2f} x (from {min(ratios):.2f} to {max(ratios):.2f})")
    return 0 if max(means) <= GOAL else 1


if __name__ == "__main__":
    raise SystemExit(main())
