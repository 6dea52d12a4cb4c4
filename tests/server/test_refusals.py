# Over 400 lines: one table of every refusal that the routes can give, compared with the route table as a whole.
"""Every refusal in the table of routes, provoked at the living server."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest

from amanat_sync import certify, tus
from amanat_sync.chain import FIELD, SUPERVISOR
from amanat_sync.command import DESTROY, EARLIER, STOP, build_command
from amanat_sync.errors import CODES
from amanat_sync.keys import ed25519_public, x25519_public
from amanat_sync.manifest import share_commit
from amanat_sync.page import decode_items, encode_items
from amanat_sync.records import (
    Certificate,
    Envelope,
    Frame,
    Manifest,
    Record,
    Roll,
    SealedHeader,
    decode,
    encode,
    sign,
)
from amanat_sync.request import Patch
from amanat_sync.roll import Rolls, build_roll
from amanat_sync.routes import ROUTES
from amanat_sync.tombstone import BY_DATE, build_tombstone
from amanat_sync.wire import Setup, encode_json
from tests.server.asking import PATCH, TUS, Answer, Ask
from tests.server.scene import Scene
from tests.server.test_who_may import case_target, envelope, events, recovery

if TYPE_CHECKING:
    from collections.abc import Callable

    from amanat_client.desk import Desk

R = TypeVar("R", bound=Record)


def spoiled(raw: bytes) -> bytes:
    """The same record with a signature that does not hold."""
    return raw[:-1] + bytes([raw[-1] ^ 1])


def again(kind: type[R], raw: bytes, seed: bytes, **changes: object) -> bytes:
    """A record with other fields, signed by ``seed``."""
    return sign(replace(decode(kind, raw), sig=b"", **changes), seed)


def seed(scene: Scene, name: str) -> bytes:
    return scene.desks[name].identity.seed


def post(scene: Scene, caller: str, target: str, body: bytes) -> Answer:
    return scene.asks[caller]("POST", target, body)


# Certificates


def certificate(
    scene: Scene,
    signer: str = "admin",
    role: int = FIELD,
    member: bytes = b"M" * 16,
    new: bytes = b"new" + bytes(29),
) -> bytes:
    """The next certificate, which would stand."""
    admin = scene.living.admin
    admin.fetch_chain()
    return certify.build_add(
        admin.books.chain,
        seed(scene, signer),
        role=role,
        member=member,
        device=new[:16],
        ed25519=ed25519_public(new),
        x25519=x25519_public(new),
        not_before=scene.living.clock.now_ms(),
    )


def certifying(make: Callable[[Scene], bytes], caller: str = "admin") -> Callable[[Scene], Answer]:
    return lambda scene: post(scene, caller, "/v1/chain", make(scene))


def taken_place(scene: Scene) -> bytes:
    chain = scene.living.admin.books.chain
    return again(
        Certificate,
        certificate(scene),
        seed(scene, "admin"),
        seq=chain.seq,
        prev=chain.hash_at(chain.seq - 1),
    )


# Rolls and envelopes


def first_roll(scene: Scene, members: dict[bytes, int], chain_head: bytes | None = None) -> tuple[str, bytes]:
    worker = scene.desks["worker"]
    case = worker.entropy.draw(16)
    raw = build_roll(
        Rolls(worker.books.chain.org, case),
        worker.identity.seed,
        epoch=1,
        recipient=worker.identity.x25519,
        chain_head=chain_head or worker.books.chain.head,
        members=members,
        device=worker.identity.device,
    )
    return f"/v1/cases/{case.hex()}/rolls", raw


def opening(
    *names: str, as_role: int | None = None, chain_head: bytes | None = None
) -> Callable[[Scene], Answer]:
    def provoke(scene: Scene) -> Answer:
        chain = scene.desks["worker"].books.chain
        members = {
            desk.identity.member: as_role or chain.member_role(desk.identity.member) or 0
            for desk in (scene.desks[name] for name in names)
        }
        return post(scene, "worker", *first_roll(scene, members, chain_head))

    return provoke


def roll_at_taken_place(scene: Scene) -> Answer:
    raws = decode_items(scene.asks["worker"]("GET", case_target(scene, "rolls")).content)
    other = again(Roll, raws[0], seed(scene, "worker"), recipient=scene.desks["worker"].identity.x25519)
    return post(scene, "worker", case_target(scene, "rolls"), other)


def roll_unsigned(scene: Scene) -> Answer:
    members = {
        scene.desks[name].identity.member: role
        for name, role in (("worker", FIELD), ("supervisor", SUPERVISOR))
    }
    target, raw = first_roll(scene, members)
    return post(scene, "worker", target, spoiled(raw))


def wrapping(signer: str = "worker", **changes: object) -> Callable[[Scene], Answer]:
    def provoke(scene: Scene) -> Answer:
        ids = {name: desk.identity.device for name, desk in scene.desks.items()}
        named = {key: ids.get(str(value), value) for key, value in changes.items()}
        raw = again(Envelope, envelope(scene).body, seed(scene, signer), **named)
        return post(scene, "courier", case_target(scene, "envelopes"), raw)

    return provoke


# Events


def frame(scene: Scene, **changes: object) -> bytes:
    """The worker's next frame, or one that contradicts it."""
    own = scene.desks["worker"].store.all("mine", scene.case)
    return again(Frame, own[-1], seed(scene, "worker"), **changes)


def newest_seq(scene: Scene) -> int:
    return decode(Frame, scene.desks["worker"].store.all("mine", scene.case)[-1]).seq


def appending(make: Callable[[Scene], bytes]) -> Callable[[Scene], Answer]:
    return lambda scene: post(scene, "worker", case_target(scene, "events"), encode_items([make(scene)]))


def appended_too_large(scene: Scene) -> Answer:
    body = (327_681).to_bytes(4, "big") + bytes(327_681)
    return post(scene, "worker", case_target(scene, "events"), body)


# Films


def manifest(scene: Scene, **changes: object) -> bytes:
    """A manifest of a film that nothing else knows of."""
    clip = scene.desks["worker"].entropy.draw(16)
    return again(
        Manifest, scene.film.manifest, seed(scene, "worker"), **{"clip": clip, "group": clip, **changes}
    )


def creating(make: Callable[[Scene], bytes], *, longer: int = 0, **headers: str) -> Callable[[Scene], Answer]:
    def provoke(scene: Scene) -> Answer:
        raw = make(scene)
        length = decode(Manifest, raw).payload_len + longer
        spelled = {name.replace("_", "-"): value for name, value in headers.items()}
        return scene.asks["worker"](
            "POST", "/v1/uploads", headers={**tus.create_headers(raw, length), **spelled}
        )

    return provoke


def other_manifest(scene: Scene) -> bytes:
    return again(
        Manifest,
        scene.film.manifest,
        seed(scene, "worker"),
        due_at=decode(Manifest, scene.film.manifest).due_at - 1,
    )


def of_upload(method: str, **headers: str) -> Callable[[Scene], Answer]:
    def provoke(scene: Scene) -> Answer:
        spelled = {name.replace("_", "-"): value for name, value in headers.items()}
        patch = Patch(0, 3) if method == "PATCH" else None
        base = PATCH if method == "PATCH" else TUS
        body = b"abc" if method == "PATCH" else b""
        return scene.asks["worker"].ask(Ask(method, scene.upload, body, {**base, **spelled}, patch))

    return provoke


def wrong_digest(scene: Scene) -> Answer:
    raw = manifest(scene, payload_len=48)
    made = scene.asks["worker"]("POST", "/v1/uploads", headers=tus.create_headers(raw, 48))
    answer = scene.asks["worker"].patch(made.headers["location"], 0, bytes(48))
    gone = scene.asks["worker"]("HEAD", made.headers["location"], headers=TUS)
    assert gone.status == 404
    return answer


def heading(version: int, named: int | None = None) -> Callable[[Scene], Answer]:
    def provoke(scene: Scene) -> Answer:
        header = decode(SealedHeader, scene.film.header)
        raw = encode(replace(header, version=version if named is None else named, nonce=b"another one!"))
        return scene.asks["worker"]("PUT", f"/v1/clips/{scene.clip}/headers/{version}", raw)

    return provoke


# Commands


def commanding(op: int, caller: str = "worker", **changes: object) -> Callable[[Scene], Answer]:
    def provoke(scene: Scene) -> Answer:
        desk: Desk = scene.desks[caller]
        fields = {
            "op": op,
            "org": desk.books.chain.org,
            "case": scene.case,
            "group": scene.film.clip,
            "command": desk.entropy.draw(16),
            "chain_head": desk.books.chain.head,
            "device": desk.identity.device,
            **changes,
        }
        return post(scene, caller, "/v1/commands", build_command(desk.identity.seed, **fields))  # type: ignore[arg-type]  # fields by name

    return provoke


def command_differs(scene: Scene) -> Answer:
    """Two commands of one id; the group is the case, which an outsider's lease would not miss."""
    one = commanding(STOP, command=b"the same command", group=scene.unsent.clip)
    unsent = scene.asks["worker"](
        "PUT", f"/v1/clips/{scene.unsent.clip.hex()}/manifest", scene.unsent.manifest
    )
    assert unsent.code == "ok"
    assert one(scene).code == "ok"
    assert one(scene).status == 200
    return commanding(STOP, command=b"the same command", group=scene.film.clip)(scene)


def tombstone_of_another(scene: Scene) -> Answer:
    raw = build_tombstone(
        b"another service!" * 2,
        kind=BY_DATE,
        org=scene.living.admin.books.chain.org,
        case=scene.case,
        group=scene.film.clip,
        share_commit=bytes(32),
        destroyed_at=1,
    )
    return post(scene, "worker", "/v1/tombstones", raw)


def set_up_again(token: str, records: bytes = b"") -> Callable[[Scene], Answer]:
    def provoke(scene: Scene) -> Answer:
        asked = Setup(token=token, records=records.hex())
        return scene.asks["stranger"].send(Ask("POST", "/v1/setup", encode_json(asked)), {})

    return provoke


OTHER_STORE = f"{'0' * 32}.0"
PROVOKED: dict[str, dict[str, Callable[[Scene], Answer]]] = {
    "certify": {
        "chain-seq": certifying(taken_place),
        "chain-prev": certifying(
            lambda s: again(Certificate, certificate(s), seed(s, "admin"), prev=b"p" * 32)
        ),
        "chain-signer": certifying(lambda s: certificate(s, "worker"), "worker"),
        "chain-role": certifying(
            lambda s: certificate(s, role=SUPERVISOR, member=s.desks["outsider"].identity.member)
        ),
        "chain-signature": certifying(lambda s: spoiled(certificate(s))),
    },
    "cases": {"event-cursor": lambda s: s.asks["worker"]("GET", f"/v1/cases?since={OTHER_STORE}")},
    "roll": {
        "roll-seq": roll_at_taken_place,
        "roll-no-supervisor": opening("worker"),
        "roll-role": opening("worker", "supervisor", as_role=FIELD),
        "roll-chain-head": opening("worker", "supervisor", chain_head=b"?" * 32),
        "roll-signature": roll_unsigned,
    },
    "wrap": {
        "envelope-roll": wrapping(roll=b"?" * 32),
        "envelope-from": wrapping("outsider", from_device="outsider"),
        "envelope-to": wrapping(to_device="outsider"),
        "envelope-signature": wrapping("supervisor"),
    },
    "recovery-add": {
        "recovery-differs": lambda s: post(s, "worker", case_target(s, "recovery"), recovery(s).body + b"x")
    },
    "events": {
        "event-cursor": lambda s: s.asks["worker"]("GET", case_target(s, f"events?after={OTHER_STORE}"))
    },
    "append": {
        "event-gap": appending(lambda s: frame(s, seq=99)),
        "event-differs": appending(lambda s: frame(s, nonce=b"another one!")),
        "event-too-large": appended_too_large,
        "event-signature": appending(lambda s: spoiled(frame(s, seq=99))),
        "event-fork": appending(
            lambda s: frame(
                s, seq=decode(Frame, s.desks["worker"].store.all("mine", s.case)[-1]).seq + 1, seen=b"!" * 32
            )
        ),
        "event-length": lambda s: post(s, "worker", case_target(s, "events"), events(s).body[:-1]),
        "event-member": lambda s: post(
            s, "courier", case_target(s, "events"), encode_items([of_outsider(s)])
        ),
    },
    "upload": {
        "upload-quota": creating(lambda s: manifest(s, payload_len=2 * 1024 * 1024 + 48)),
        "manifest-differs": creating(other_manifest),
        "upload-too-large": creating(lambda s: manifest(s, payload_len=9 * 1024**3)),
        "upload-length": creating(manifest, longer=1),
        "upload-metadata": creating(manifest, upload_metadata="filename d29ybGQ="),
        "upload-version": creating(manifest, tus_resumable="0.2.2"),
        "upload-extension": creating(manifest, upload_defer_length="1"),
        "manifest-signature": creating(lambda s: spoiled(manifest(s))),
    },
    "upload-offset": {
        "upload-version": of_upload("HEAD", tus_resumable="2.0.0"),
        "upload-extension": of_upload("HEAD", upload_concat="partial"),
    },
    "upload-bytes": {
        "upload-offset": lambda s: s.asks["worker"].patch(s.upload, 5, b"abc"),
        "upload-digest": wrong_digest,
        "upload-type": of_upload("PATCH", content_type="application/octet-stream"),
        "upload-version": of_upload("PATCH", tus_resumable="0.2.2"),
        "upload-extension": of_upload("PATCH", x_http_method_override="PATCH"),
        "request-too-large": lambda s: s.asks["worker"].patch(s.upload, 0, bytes(s.unsent.length + 1)),
    },
    "upload-end": {
        "upload-complete": lambda s: s.asks["worker"]("DELETE", s.sent_upload, headers=TUS),
        "upload-version": of_upload("DELETE", tus_resumable="0.2.2"),
        "upload-extension": of_upload("DELETE", upload_concat="final"),
    },
    "manifest-put": {
        "manifest-differs": lambda s: s.asks["worker"](
            "PUT", f"/v1/clips/{s.clip}/manifest", other_manifest(s)
        ),
        "manifest-signature": lambda s: s.asks["worker"](
            "PUT", f"/v1/clips/{s.clip}/manifest", spoiled(s.film.manifest)
        ),
    },
    "header-put": {"header-differs": heading(1), "header-version": heading(3)},
    "payload": {
        "payload-range": lambda s: s.asks["worker"](
            "GET", f"/v1/clips/{s.clip}/payload", headers={"range": f"bytes={s.film.length}-"}
        )
    },
    "share": {
        "share-no-manifest": lambda s: post(s, "worker", f"/v1/shares/{'ab' * 16}", b"S" * 32),
        "share-differs": lambda s: post(s, "worker", f"/v1/shares/{s.case.hex()}", b"S" * 32),
        "share-commit": lambda s: post(s, "worker", f"/v1/shares/{s.clip}", b"S" * 32),
    },
    "command": {
        "command-signatures": commanding(DESTROY),
        "command-differs": command_differs,
        "command-due": commanding(EARLIER, due_at=1),
        "command-ref": commanding(DESTROY, ref=b"?" * 32),
    },
    "tombstones": {"tombstone-signature": tombstone_of_another},
}
ELSEWHERE = {
    ("metrics", "right-missing"): "test_watching",
    ("setup", "setup-token"): "test_joining",
    ("setup", "setup-done"): "test_joining",
    ("setup", "setup-records"): "test_joining",
    ("enrol", "enrol-used"): "test_joining",
    ("enrol", "enrol-expired"): "test_joining",
    ("upload", "upload-server-full"): "test_disks",
    ("upload-bytes", "upload-server-full"): "test_disks",
    ("upload-offset", "upload-expired"): "test_promises",
    ("upload-bytes", "upload-expired"): "test_promises",
    ("payload", "share-destroyed"): "test_promises",
    ("share", "share-destroyed"): "test_promises",
    ("lease", "share-destroyed"): "test_promises",
    ("lease", "share-stopped"): "test_promises",
    ("command", "share-destroyed"): "test_promises_kept",
}
CASES = [(name, code) for name, codes in PROVOKED.items() for code in codes]


def of_outsider(scene: Scene) -> bytes:
    """A frame for this case by one who does not stand in it."""
    outsider = scene.desks["outsider"].identity
    return again(
        Frame,
        scene.desks["worker"].store.all("mine", scene.case)[0],
        outsider.seed,
        device=outsider.device,
    )


def test_every_refusal_of_the_table_is_provoked() -> None:
    table = {(route.name, code) for route in ROUTES for code in route.errors}
    assert table == table & (set(CASES) | set(ELSEWHERE))
    here = Path(__file__).parent
    assert {name for name in ELSEWHERE.values() if not (here / f"{name}.py").exists()} == set()


@pytest.mark.parametrize(("name", "code"), CASES)
def test_it_is_refused_with_this_code(name: str, code: str, everybody: Scene) -> None:
    answer = PROVOKED[name][code](everybody)
    if answer.code.startswith("HTTP"):
        assert answer.status == CODES[code].status
    else:
        assert (answer.code, answer.status) == (code, CODES[code].status)


def test_two_frames_for_one_number_are_kept_as_proof(everybody: Scene) -> None:
    before = everybody.asks["supervisor"]("GET", case_target(everybody, "events")).content
    assert PROVOKED["append"]["event-differs"](everybody).code == "event-differs"
    after = everybody.asks["supervisor"]("GET", case_target(everybody, "events")).content
    assert before[:-176] == after[:-176]


def test_a_share_is_the_one_committed_to(everybody: Scene) -> None:
    film = everybody.film
    assert decode(Manifest, film.manifest).share_commit == share_commit(film.clip, film.share)
