"""Writes tests/vectors/worlds: the service and the case of the vectors for manifests, events and commands."""

from __future__ import annotations

from tests.ledger_world import grown
from tests.worlds import write_world


def main() -> None:
    world = grown()
    write_world(world.chain, world.rolls)


if __name__ == "__main__":
    main()
