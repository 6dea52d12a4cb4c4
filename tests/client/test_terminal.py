"""The command line as a person meets it: what it answers, how it ends, and what lies in its folder afterwards."""

from __future__ import annotations

import base64
import json
import shutil
import socket
import stat
import subprocess
from typing import TYPE_CHECKING

import msgspec
import pytest

from amanat_client.filmkeys import file_key_of, manifest_of
from amanat_client.home import HERE, Card
from amanat_client.phrase import WrappedKey, unwrap_key
from amanat_client.store import Store
from tests.client.terminals import FILM, FIRST_NOTE, LABEL, Person, Town, command, town
from tests.tools import need

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with town(tmp_path_factory.mktemp("town")) as built:
        assert built.supervisor.run("pull", "--json").code == 0
        yield built


def test_setting_up_gives_five_words_and_three_cards(standing: Town) -> None:
    told = standing.answers["set-up"]
    assert told.code == 0
    assert len(told.json["phrase"]) == 5
    assert [len(card["root"]) for card in told.json["cards"]] == [24, 24, 24]
    assert [len(card["recovery"]) for card in told.json["cards"]] == [24, 24, 24]


def test_wrong_words_let_nobody_in_and_the_right_ones_do(standing: Town) -> None:
    for name in ("supervisor", "worker"):
        refused = standing.answers[f"approve {name} wrongly"]
        assert (refused.code, refused.json) == (1, {"error": "enrol-words"})
        assert "Nothing has joined" in refused.err
        device = standing.answers[f"join {name}"].json["device"]
        before = standing.answers[f"members before {name}"].json["devices"]
        assert device not in [one["device"] for one in before]
        assert standing.answers[f"waits {name}"].code == 0
        assert standing.answers[f"approve {name}"].json["device"] == device
        assert len(standing.answers[f"join {name}"].json["phrase"]) == 5


def test_a_supervisor_counts_once_two_cards_have_endorsed_it(standing: Town) -> None:
    assert standing.answers["approve supervisor"].json["counts"] is False
    assert standing.answers["endorse alone"].json == {"error": "chain-endorse"}
    assert standing.answers["endorse"].code == 0
    states = {
        one["device"]: one["state"]
        for one in standing.admin.run("admin", "members", "--json").json["devices"]
    }
    assert states[standing.answers["join supervisor"].json["device"]] == "active"


def test_a_used_link_is_refused_in_words(standing: Town) -> None:
    link = standing.answers["invite worker"].json["link"]
    again = standing.person("second").run("join", link, "--json")
    assert (again.code, again.json) == (1, {"error": "enrol-used"})
    assert "Ask for a new link" in again.err


def test_an_admin_who_hears_other_words_ends_it_for_good(standing: Town) -> None:
    link = standing.admin.run("admin", "invite", "field", "--json").json["link"]
    waiting = standing.person("stranger").begin("join", link, "--json")
    try:
        for _ in range(60):
            differ = standing.admin.run("approve", "--differ", "--json")
            if differ.code == 0:
                break
        out, err = waiting.communicate(timeout=60)
    finally:
        waiting.kill()
    assert (waiting.returncode, out.decode().split()) == (1, ["{", '"error":', '"enrol-words"', "}"])
    assert b"Nothing has joined" in err


def test_cases_show_the_label_that_the_worker_wrote(standing: Town) -> None:
    told = standing.supervisor.run("cases", "--json")
    assert told.json == {"cases": [{"case": standing.case.hex(), "label": LABEL, "fault": None}]}
    assert LABEL in standing.supervisor.run("cases").out.decode()


def test_films_are_listed_and_the_one_that_was_sent_is_here(standing: Town) -> None:
    listed = standing.supervisor.run("films", standing.case.hex(), "--json").json["films"]
    assert {"case": standing.case.hex(), "film": standing.films[0].hex(), "here": True} in listed


def test_a_pull_with_nothing_new_brings_nothing(standing: Town) -> None:
    told = standing.supervisor.run("pull", "--json")
    assert (told.code, told.json["films"], told.json["faults"]) == (0, 0, [])


def test_open_gives_the_very_film_and_age_opens_an_export_to_the_same_bytes(
    standing: Town, tmp_path: Path
) -> None:
    age, film = need("age"), standing.films[0].hex()
    opened = standing.supervisor.run("open", film)
    assert (opened.code, opened.out) == (0, FILM)
    copy, key = tmp_path / "film.age", tmp_path / "key"
    told = standing.supervisor.run("export", film, "-o", str(copy), "--why", "asked by the family", "--json")
    key.write_text(told.json["identity"])
    by_age = subprocess.run([age, "-d", "-i", key, copy], capture_output=True, check=True)
    assert by_age.stdout == opened.out
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_an_export_without_a_reason_writes_nothing(standing: Town, tmp_path: Path) -> None:
    copy = tmp_path / "film.age"
    told = standing.supervisor.run("export", standing.films[0].hex(), "-o", str(copy), "--why", "  ")
    assert (told.code, told.out) == (2, b"")
    assert not copy.exists()


def test_an_export_to_what_is_no_recipient_writes_nothing(standing: Town, tmp_path: Path) -> None:
    copy = tmp_path / "film.age"
    asked = ("export", standing.films[0].hex(), "-o", str(copy), "--why", "x", "--to", "age1no", "--json")
    told = standing.supervisor.run(*asked)
    assert (told.code, told.json) == (1, {"error": "export-recipient"})
    assert not copy.exists()


def test_an_export_goes_to_a_recipient_of_the_age_tool(standing: Town, tmp_path: Path) -> None:
    age, keygen = need("age"), need("age-keygen")
    key, copy = tmp_path / "key", tmp_path / "film.age"
    subprocess.run([keygen, "-o", key], capture_output=True, check=True)
    recipient = subprocess.run([keygen, "-y", key], capture_output=True, check=True).stdout.decode().strip()
    asked = (
        "export",
        standing.films[0].hex(),
        "-o",
        str(copy),
        "--why",
        "court",
        "--to",
        recipient,
        "--json",
    )
    told = standing.supervisor.run(*asked)
    assert told.json == {"file": str(copy), "recipient": recipient, "identity": None}
    assert subprocess.run([age, "-d", "-i", key, copy], capture_output=True, check=True).stdout == FILM


def test_open_never_writes_over_a_file(standing: Town, tmp_path: Path) -> None:
    path = tmp_path / "mine"
    path.write_text("mine")
    assert standing.supervisor.run("open", standing.films[0].hex(), "-o", str(path)).code == 2
    assert path.read_text() == "mine"


def test_a_note_is_read_and_added_to_on_case_and_film(standing: Town) -> None:
    case, film = standing.case.hex(), standing.films[0].hex()
    assert standing.supervisor.run("note", case, "--json").json["text"] == FIRST_NOTE
    added = standing.supervisor.run("note", case, "দেখলাম।", "--json")
    assert (added.code, added.json["text"]) == (0, f"{FIRST_NOTE}\nদেখলাম।")
    about = standing.supervisor.run("note", film, "at 0:20 she laughs", "--json")
    told = about.json
    assert (told["of"], told["text"], told["refused"]) == (film, "at 0:20 she laughs", [])
    assert [(one["text"], one["clip"], one["at_ms"]) for one in told["notes"]] == [(told["text"], None, None)]
    assert standing.worker.run("pull", "--json").code == 0
    assert standing.worker.run("note", film).out.decode() == "at 0:20 she laughs\n"


def test_a_second_device_comes_in_by_its_first_one_and_the_supervisor_and_goes_by_the_admin(
    standing: Town,
) -> None:
    member = standing.answers["join worker"].json["member"]
    second = standing.join("second device", "field", member)
    device = standing.answers["join second device"].json["device"]
    assert standing.worker.run("admin", "endorse", device, "--json").json == {"device": device}
    assert standing.admin.run("approve", "--json").json == {"waiting": []}
    waits = standing.supervisor.run("confirm", "--json").json
    assert [one["device"] for one in waits["devices"]] == [device]
    assert standing.supervisor.run("confirm", device, "--json").json["confirmed"] is True
    assert standing.supervisor.run("confirm", device, "--json").code == 1
    assert second.run("pull", "--json").code == 0
    assert second.run("cases", "--json").json["cases"][0]["label"] == LABEL
    assert standing.worker.run("confirm", device, "--json").code == 1
    assert standing.admin.run("admin", "revoke", device, "--yes", "--json").code == 0
    gone = second.run("pull", "--json")
    assert (gone.code, gone.json) == (1, {"error": "right-revoked"})
    assert standing.supervisor.run("late", "--json").json == {"late": []}
    admitted = standing.supervisor.run("admit", "00" * 32, "--json")
    assert (admitted.code, admitted.json) == (1, {"error": "right-missing"})


def test_a_damaged_film_does_not_verify_and_leaves_no_file(standing: Town, tmp_path: Path) -> None:
    with standing.worker.desk() as desk:
        clip = standing.films[0]
        assert standing.worker.run("pull", "--json").code == 0
        path = desk.store.film_path(clip)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes((whole[-1] ^ 1,)))
    try:
        told = standing.worker.run("verify", clip.hex(), "--json")
        assert (told.code, told.json["films"][0]["faults"]) == (4, ["manifest-digest", "seal-tag"])
        out = tmp_path / "film"
        opened = standing.worker.run("open", clip.hex(), "-o", str(out), "--json")
        assert (opened.code, opened.json) == (1, {"error": "seal-tag"})
        assert not out.exists()
        streamed = standing.worker.run("open", clip.hex())
        assert streamed.code == 1
        assert FILM.startswith(streamed.out)
        assert len(streamed.out) < len(FILM)
    finally:
        path.write_bytes(whole)
    assert standing.worker.run("verify", "--json").code == 0


def test_a_command_that_is_used_wrongly_ends_with_2(standing: Town) -> None:
    for words in (["open", "xyz"], ["pull", "--nonsense"], ["admin", "invite", "queen"], ["admit", "zz"]):
        told = standing.supervisor.run(*words)
        assert (told.code, told.out) == (2, b""), words


def test_a_film_that_is_not_known_is_refused_in_words(standing: Town) -> None:
    told = standing.supervisor.run("open", "00" * 16)
    assert (told.code, told.out) == (1, b"")
    assert told.err.strip().endswith("[right-missing]")


def test_other_words_than_the_five_open_nothing(standing: Town) -> None:
    stranger = Person(standing.supervisor.home, standing.folder / "wrong.phrase")
    stranger.keep_phrase(standing.answers["join worker"].json["phrase"])
    told = stranger.run("cases", "--json")
    assert (told.code, told.json) == (1, {"error": "unlock-phrase"})


def test_a_folder_without_an_identity_says_how_to_join(standing: Town) -> None:
    told = standing.person("nobody").run("pull", "--json")
    assert (told.code, told.json) == (1, {"error": "chain-not-joined"})
    assert "amanat join LINK" in told.err


def test_a_folder_that_is_taken_takes_no_second_identity(standing: Town) -> None:
    told = standing.supervisor.run("join", standing.answers["invite worker"].json["link"])
    assert (told.code, told.out) == (2, b"")


def test_a_server_that_is_away_ends_with_3_and_loses_nothing(standing: Town, tmp_path: Path) -> None:
    here = standing.supervisor
    away = Person(tmp_path / "away", here.phrase)
    shutil.copytree(here.home, away.home)
    # A port that was free a moment ago: nobody listens there.
    with socket.create_server(("127.0.0.1", 0)) as spare:
        port = spare.getsockname()[1]
    move_origin(away.home, f"http://localhost:{port}")
    for words in (["pull"], ["note", standing.case.hex(), "lost?"]):
        told = away.run(*words, "--json")
        assert (told.code, told.json) == (3, {"error": "server-unreachable"})
        assert "What is here is safe" in told.err
    move_origin(away.home, standing.server.origin)
    assert away.run("cases", "--json").json == here.run("cases", "--json").json


def move_origin(home: Path, origin: str) -> None:
    """Writes another address of the server into an identity's card."""
    store = Store(home)
    card = json.loads(store.get("identity", HERE) or b"")
    store.put("identity", HERE, json.dumps({**card, "origin": origin}).encode())
    store.close()


def test_everything_in_the_folder_is_its_owners_alone(standing: Town) -> None:
    for person in (standing.admin, standing.supervisor, standing.worker):
        assert stat.S_IMODE(person.home.stat().st_mode) == 0o700
        for path in person.home.rglob("*"):
            allowed = 0o700 if path.is_dir() else 0o600
            assert stat.S_IMODE(path.stat().st_mode) == allowed, path


def test_no_plaintext_and_no_key_lies_in_the_folder(standing: Town, tmp_path: Path) -> None:
    for person in (standing.supervisor, standing.worker):
        with person.desk() as desk:
            case, film = standing.case, standing.films[0]
            identity = desk.identity
            epoch = desk.books.epochs(case)[0]
            ck = desk.books.case_key(case, epoch, identity)
            assert ck is not None
            secrets = {
                "label": LABEL.encode(),
                "note": FIRST_NOTE.encode(),
                "film": FILM[:64],
                "phrase": person.phrase.read_bytes(),
                "DSK": dsk_of(person),
                "seed": identity.seed,
                "scalar": identity.scalar,
                "ck": ck,
                "S_case": desk.share(case),
                "S": desk.share(film),
                "file key": file_key_of(desk, manifest_of(desk, film)),
            }
        planted = tmp_path / "planted"
        for name, secret in secrets.items():
            for spelled in spellings(name, secret):
                planted.write_bytes(b"before" + spelled + b"after")
                assert found(planted, spelled), f"the scan is blind to {name}"
                planted.unlink()
                for path in person.home.rglob("*"):
                    assert not (path.is_file() and found(path, spelled)), f"{name} lies in {path.name}"


def dsk_of(person: Person) -> bytes:
    """The key that the five words open."""
    store = Store(person.home)
    card = msgspec.json.decode(store.get("identity", HERE) or b"", type=Card)
    store.close()
    wrapped = WrappedKey(card.salt, card.nonce, card.sealed_dsk)
    return unwrap_key(wrapped, person.phrase.read_text().split(), card.member, card.device)


def spellings(name: str, secret: bytes) -> list[bytes]:
    """A secret raw, in hex, in base64 at each alignment, and text in UTF-16."""
    inner = [base64.b64encode(bytes(shift) + secret)[8:-4] for shift in range(3)]
    urls = [one.replace(b"+", b"-").replace(b"/", b"_") for one in inner]
    text = [secret.decode().encode("utf-16-le")] if name in ("label", "note", "phrase") else []
    return [secret, secret.hex().encode(), *inner, *urls, *text]


def found(path: Path, secret: bytes) -> bool:
    """Whether the bytes stand anywhere in a file."""
    return secret in path.read_bytes()


def test_help_is_there_for_every_command() -> None:
    for words in ([], ["admin"]):
        shown = subprocess.run(command(*words, "--help"), capture_output=True, check=True)
        assert b"Usage" in shown.stdout
