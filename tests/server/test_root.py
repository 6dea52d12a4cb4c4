"""What the root may ask for by itself: the chain, and to add to it what it has signed; nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from amanat_sync import certify
from amanat_sync.chain import ADMIN, FIELD
from amanat_sync.page import decode_items
from amanat_sync.request import Patch
from amanat_sync.roll import service_case_of
from amanat_sync.routes import ROUTES
from tests.server.asking import PATCH, Ask, Asker
from tests.server.living import LivingService, living_service

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivingService]:
    with living_service(tmp_path_factory.mktemp("root")) as living:
        yield living


def root_of(service: LivingService) -> Asker:
    return Asker(service.server, service.founded.root_seed)


def new_admin(service: LivingService, seed: bytes) -> bytes:
    service.admin.fetch_chain()
    chain = service.admin.books.chain
    keys = [bytes([number]) * 32 for number in (7, 9)]
    return certify.build_add(
        chain,
        seed,
        role=ADMIN,
        member=b"m" * 16,
        device=b"d" * 16,
        ed25519=Asker(service.server, keys[0]).ed25519,
        x25519=keys[1],
        not_before=service.clock.now_ms(),
    )


def test_the_root_reads_the_chain_and_certifies_an_admin(service: LivingService) -> None:
    root = root_of(service)
    assert root("GET", "/v1/chain").content == b"".join(service.admin.books.chain.records)
    assert root("POST", "/v1/chain", new_admin(service, service.founded.root_seed)).status == 201


def test_the_root_carries_nothing_that_others_have_signed(service: LivingService) -> None:
    worker = service.join(FIELD)
    raw = next(each for each in worker.books.chain.records if worker.identity.device in each)
    assert root_of(service)("POST", "/v1/chain", raw).code == "right-author"


def test_a_device_that_is_no_admin_carries_nothing_of_the_roots(service: LivingService) -> None:
    worker = Asker(service.server, service.join(FIELD).identity.seed)
    assert worker("POST", "/v1/chain", new_admin(service, service.founded.root_seed)).code == "right-author"


def test_the_root_may_ask_for_nothing_else(service: LivingService) -> None:
    unsigned = {"/healthz", "/metrics", "/v1/service", "/v1/setup", "/v1/enrol", "/v1/chain"}
    asked = [line for line in ROUTES if line.path not in unsigned and line.method != "OPTIONS"]
    assert len(asked) > 20
    for line in asked:
        target = line.path
        for name in ("case", "clip", "group", "id"):
            target = target.replace(f"{{{name}}}", "00" * 16)
        target = target.replace("{version}", "1")
        patch = Patch(0, 1) if line.method == "PATCH" else None
        answer = root_of(service).ask(
            Ask(line.method, target, b"x" if patch else b"", PATCH if patch else {}, patch)
        )
        assert answer.code in ("request-key", "HTTP 401"), line


def test_an_admin_reads_the_rolls_of_the_service_case_without_standing_in_it(service: LivingService) -> None:
    desk = service.join(FIELD)
    case = service.open_case(desk, service.join(2))
    root_of(service)("POST", "/v1/chain", new_admin(service, service.founded.root_seed))
    admin = Asker(service.server, bytes([7]) * 32)
    rolls = admin("GET", f"/v1/cases/{service_case_of(desk.books.chain.org).hex()}/rolls")
    assert len(decode_items(rolls.content)) >= 1
    assert admin("GET", f"/v1/cases/{case.hex()}/rolls").code == "right-missing"
    worker = Asker(service.server, desk.identity.seed)
    assert (
        worker("GET", f"/v1/cases/{service_case_of(desk.books.chain.org).hex()}/rolls").code
        == "right-missing"
    )
