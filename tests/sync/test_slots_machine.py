"""The slot file lived at random: keys come and go, the file fills up, the power goes at any of its operations.

The slots are TypeScript; a Node process holds them and a file that tears at 4 KiB pages, and is told what to do.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.conftest import LONG
from tests.e2e.browser import bundle
from tests.tools import PWA, need

SLOTS = 2048
PAGES = 130
KINDS = {"lease": 6, "journal": 7, "film": 8}
NAMES = st.integers(0, 30)


@dataclass(frozen=True)
class Key:
    """A slot as the model knows it; ``sealed`` are its nonce, ciphertext and tag."""

    kind: str
    group: bytes
    due_at: int
    sealed: bytes

    @property
    def raw(self) -> bytes:
        """The 128 bytes that lie in the file (docs/spec/slots.md)."""
        head = bytes([KINDS[self.kind], 0]) + (1).to_bytes(2, "big")
        return head + self.group + self.due_at.to_bytes(8, "big") + self.sealed

    @property
    def told(self) -> dict[str, Any]:
        """As the Node process is told of it."""
        return {
            "kind": self.kind,
            "group": self.group.hex(),
            "due_at": self.due_at,
            "sealed": self.sealed.hex(),
        }


class Node:
    """pwa/test/vault/slots-machine.ts at work: a line out, a line back."""

    def __init__(self, folder: Path) -> None:
        script = folder / "slots.mjs"
        bundle(PWA / "test" / "vault" / "slots-machine.ts", script, platform="node")
        self._process = subprocess.Popen(
            [need("node"), script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, **command: object) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        with suppress(BrokenPipeError):
            self._process.communicate(timeout=10)


def page_sets(random: Random) -> list[int]:
    """The pages that had reached the disk by chance: none, all, or any."""
    share = random.choice([0.0, 1.0, 0.5])
    return [page for page in range(PAGES) if random.random() < share]


def machine_over(node: Node) -> type[RuleBasedStateMachine]:
    """The machine; all of its lives share one process, each begins with a new file."""

    class SlotFile(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.held: dict[tuple[str, bytes], Key] = {}
            self.gone: set[Key] = set()
            self.open = True
            self.random = Random(0)

        @initialize(seed=st.integers(0, 2**32 - 1), crowd=st.sampled_from([0, SLOTS - 4]))
        def a_tablet_is_set_up(self, seed: int, crowd: int) -> None:
            self.random = Random(seed)
            assert node.ask(do="make") == {"slots": [], "room": SLOTS}
            if crowd:
                self.change([self.key("film", 1000 + n, 0) for n in range(crowd)], [], [], None)

        @rule(
            journals=st.lists(NAMES, max_size=3, unique=True),
            leases=st.lists(st.tuples(NAMES, st.integers(1, 9)), max_size=4, unique_by=lambda one: one[0]),
            drop=st.lists(NAMES, max_size=2, unique=True),
            sent=st.sets(NAMES, max_size=12),
        )
        def keys_come_and_go(
            self, journals: list[int], leases: list[tuple[int, int]], drop: list[int], sent: set[int]
        ) -> None:
            add = [self.key("journal", name, 0) for name in journals]
            add += [self.key("lease", name, due) for name, due in leases]
            self.change(add, [self.group(name) for name in drop], [self.group(name) for name in sent], None)

        @rule(
            names=st.lists(NAMES, max_size=3, unique=True),
            drop=st.lists(NAMES, max_size=2, unique=True),
            sent=st.sets(NAMES, max_size=12),
            at=st.one_of(st.integers(0, 140), st.sampled_from([63, 64, 65, 66, 67, 68, 131])),
            again=st.lists(st.integers(0, 66), max_size=2),
        )
        def the_power_goes(
            self, names: list[int], drop: list[int], sent: set[int], at: int, again: list[int]
        ) -> None:
            add = [self.key("journal", name, 0) for name in names]
            cut = {"at": at, "fell": page_sets(self.random)}
            self.change(add, [self.group(name) for name in drop], [self.group(name) for name in sent], cut)
            for operation in again:
                node.ask(do="open", cut={"at": operation, "fell": page_sets(self.random)})
            self.reopened()

        @rule()
        def the_tablet_is_switched_off_and_on(self) -> None:
            self.possible = [self.held]
            self.reopened()

        def reopened(self) -> None:
            """What is there is the state before the change or the one after it; what went is known from then on."""
            found = {bytes.fromhex(raw) for raw in node.ask(do="open", cut=None)["slots"]}
            matching = [held for held in self.possible if {key.raw for key in held.values()} == found]
            assert matching, "neither what was before the change nor what was to be after it"
            for held in self.possible:
                self.gone |= set(held.values()) - set(matching[0].values())
            self.held = matching[0]

        def change(
            self, add: list[Key], drop: list[bytes], sent: list[bytes], cut: dict[str, Any] | None
        ) -> None:
            wanted = self.after(add, drop, sent)
            answer = node.ask(
                do="change",
                add=[key.told for key in add],
                drop=[group.hex() for group in drop],
                sent=[group.hex() for group in sent],
                cut=cut,
            )
            if wanted is None:
                assert answer == {"fault": "slots-full"}
                self.possible = [self.held]
                self.gone |= set(add)
            elif answer == {"fault": "power-cut"}:
                self.possible = [self.held, wanted]
            else:
                assert [bytes.fromhex(raw) for raw in answer["slots"]] == [key.raw for key in wanted.values()]
                self.gone |= set(self.held.values()) - set(wanted.values())
                self.held = wanted
                self.possible = [wanted]

        def after(
            self, add: list[Key], drop: list[bytes], sent: list[bytes]
        ) -> dict[tuple[str, bytes], Key] | None:
            """What a change is to leave, by the rule of docs/spec/slots.md; None where there is no room for it."""
            fresh = {(key.kind, key.group): key for key in add}
            kept = {
                name: key for name, key in self.held.items() if name not in fresh and key.group not in drop
            }
            leases = [name for name, key in kept.items() if key.kind == "lease" and key.group in sent]
            leases.sort(key=lambda name: kept[name].due_at)
            for name in leases[: max(0, len(kept) + len(fresh) - SLOTS)]:
                del kept[name]
            return None if len(kept) + len(fresh) > SLOTS else {**kept, **fresh}

        def key(self, kind: str, name: int, due_at: int) -> Key:
            return Key(kind, self.group(name), due_at, self.random.randbytes(100))

        def group(self, name: int) -> bytes:
            return (name + 1).to_bytes(16, "big")

        @invariant()
        def what_was_dropped_stands_nowhere_in_the_file(self) -> None:
            sealed = [key.raw[28:].hex() for key in self.gone]
            here = [key.raw[28:].hex() for key in list(self.held.values())[-3:]]
            assert node.ask(do="look", sealed=sealed)["found"] == []
            assert node.ask(do="look", sealed=here)["found"] == here, "this test would be blind"

    return SlotFile


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    with tempfile.TemporaryDirectory() as folder:
        process = Node(Path(folder))
        yield process
        process.close()


def test_any_life_of_a_slot_file_is_whole_changes_only(node: Node) -> None:
    run_state_machine_as_test(
        machine_over(node),
        settings=settings(
            max_examples=1000 if LONG else 12,
            stateful_step_count=15,
            suppress_health_check=list(HealthCheck),
        ),
    )
