"""No admin is left: two of the three cards make one, by the programs as people run them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from amanat_sync.cards import Card, encode_card, parse_share_words
from tests.client.terminals import WORD_LIST, Ended, Person, Town, read_words, town

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with town(tmp_path_factory.mktemp("recovering")) as built:
        yield built


def cards_of(place: Town) -> list[dict[str, list[str]]]:
    cards: list[dict[str, list[str]]] = place.answers["set-up"].json["cards"]
    return cards


def as_words(card: dict[str, list[str]]) -> str:
    """Two lines, as they stand on the card."""
    return f"root:     {' '.join(card['root'])}\nrecovery: {' '.join(card['recovery'])}\n"


def as_qr(card: dict[str, list[str]]) -> str:
    root, recovery = (parse_share_words(card[line], WORD_LIST) for line in ("root", "recovery"))
    return encode_card(Card(root, recovery)) + "\n"


def recover(place: Town, name: str, typed: str, *further: str) -> tuple[Person, Ended]:
    person = place.person(name)
    asked = ("admin", "recover", place.server.origin, "--name", "Sunflower", *further, "--json")
    return person, person.run(*asked, typed=typed)


def states(person: Person) -> dict[str, str]:
    listed: list[dict[str, Any]] = person.run("admin", "members", "--json").json["devices"]
    return {each["device"]: each["state"] for each in listed}


@pytest.mark.parametrize("spelled", [as_words, as_qr])
def test_two_cards_make_an_admin_who_can_go_on(place: Town, spelled: Any) -> None:  # noqa: ANN401 - one of two above
    cards = cards_of(place)
    person, recovered = recover(place, spelled.__name__, spelled(cards[2]) + spelled(cards[0]))
    assert recovered.code == 0, recovered.err
    person.keep_phrase(recovered.json["phrase"])
    listed = person.run("admin", "members", "--json").json["devices"]
    names = {each["name"] for each in listed}
    assert "Admin" in names, "the names that the service case holds are open to the new admin"
    mine = next(each for each in listed if each["device"] == recovered.json["device"])
    assert (mine["role"], mine["state"]) == ("admin", "active")

    invited = person.run("admin", "invite", "field", "--json")
    joining = place.person(f"{spelled.__name__}-worker")
    waiting = joining.begin("join", invited.json["link"], "--json")
    try:
        approved = person.run("approve", *read_words(waiting), "--json")
        assert approved.code == 0, approved.err
        out, _ = waiting.communicate(timeout=60)
    finally:
        waiting.kill()
    joining.keep_phrase(Ended(0, out, "").json["phrase"])
    assert joining.run("pull", "--json").json["faults"] == []


def test_a_lost_admin_is_revoked_in_the_same_step(place: Town) -> None:
    lost = place.answers["set-up"].json["device"]
    typed = as_words(cards_of(place)[0]) + as_qr(cards_of(place)[1])
    person, recovered = recover(place, "successor", typed, "--lost", lost)
    assert recovered.code == 0, recovered.err
    person.keep_phrase(recovered.json["phrase"])
    assert states(person)[lost] == "revoked"
    assert place.admin.run("admin", "invite", "field", "--json").json["error"] == "right-revoked"


def test_what_are_no_two_cards_of_this_service_changes_nothing(place: Town) -> None:
    first, second, _ = cards_of(place)
    stranger = {"root": first["root"], "recovery": [*second["recovery"][:-2], *first["recovery"][-2:]]}
    crossed = {"root": first["recovery"], "recovery": first["root"]}
    spoiled = {**first, "root": ["zoo", *first["root"][1:]]}
    for number, (typed, code) in enumerate(
        (
            (as_words(first) + as_words(first), "card-same"),
            (as_words(first) + as_words(crossed), "card-same"),
            (as_words(spoiled) + as_words(second), "card-checksum"),
            (as_words(stranger) + as_qr(second), "card-checksum"),
            (as_words(first).replace(first["root"][0], "sylhet", 1) + as_words(second), "card-words"),
            ("amanat-card-1.AAAA\n" + as_words(second), "card-length"),
        )
    ):
        person, refused = recover(place, f"nobody-{number}", typed)
        assert (refused.code, refused.json["error"]) == (1, code)
        assert place.supervisor.run("pull", "--json").code == 0
        assert not (person.home / "identity").exists()


def test_a_device_that_is_not_in_the_chain_is_not_revoked_and_nobody_is_let_in(place: Town) -> None:
    first, second, _ = cards_of(place)
    typed = as_words(first) + as_words(second)
    _, refused = recover(place, "nobody", typed, "--lost", "0" * 32)
    assert (refused.code, refused.json["error"]) == (1, "chain-target")
    taken = place.worker.run("admin", "recover", place.server.origin, "--name", "x", typed=typed)
    assert taken.code == 2, "an identity lives here already"


def test_two_cards_make_three_new_ones_that_bring_the_service_back(place: Town) -> None:
    first, second, third = cards_of(place)
    # Whoever holds two cards needs no identity of their own.
    anybody = place.person("anybody")
    made = anybody.run("admin", "cards", place.server.origin, "--json", typed=as_qr(first) + as_words(third))
    assert made.code == 0, made.err
    fresh: list[dict[str, list[str]]] = made.json["cards"]
    assert len(fresh) == 3
    assert not any(card["root"] in (first["root"], second["root"], third["root"]) for card in fresh)
    mixed, refused = recover(place, "mixed", as_words(fresh[0]) + as_words(second))
    assert (refused.code, refused.json["error"]) == (1, "card-checksum")
    assert not (mixed.home / "identity").exists()
    person, recovered = recover(place, "anew", as_words(fresh[1]) + as_words(fresh[2]))
    assert recovered.code == 0, recovered.err
    person.keep_phrase(recovered.json["phrase"])
    assert states(person)[recovered.json["device"]] == "active"


def test_one_card_makes_none(place: Town) -> None:
    (first, *_) = cards_of(place)
    anybody = place.person("nobody-else")
    typed = as_words(first) + as_words(first)
    refused = anybody.run("admin", "cards", place.server.origin, "--json", typed=typed)
    assert (refused.code, refused.json["error"]) == (1, "card-same")
    assert "cards" not in refused.json
