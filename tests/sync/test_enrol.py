"""Links that are cut short or made wrongly, and words that two sides make from the same bytes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mnemonic import Mnemonic

from amanat_sync.chain import FIELD
from amanat_sync.enrol import (
    Joining,
    Link,
    decode_link,
    encode_link,
    enrol_hmac,
    enrol_words,
    join_url,
    spell,
)
from tests.people_world import NEW, drawn
from tests.vectorfiles import outcome

WORDS = Mnemonic("english").wordlist
LINK = Link(
    drawn("root"),
    "https://films.example.org",
    "Sunflower Centre",
    FIELD,
    NEW.member,
    drawn("t"),
    drawn("e", 16),
)
E = drawn("e", 16)
JOINING = Joining(drawn("root"), NEW.member, NEW.device, FIELD, NEW.ed25519, NEW.x25519)


def test_a_link_cut_short_anywhere_is_refused() -> None:
    fragment = encode_link(LINK)
    for length in range(len(fragment)):
        assert outcome(partial(decode_link, fragment[:length])) == "enrol-link"


def test_the_whole_link_is_the_server_and_the_fragment() -> None:
    assert join_url(LINK) == "https://films.example.org/" + encode_link(LINK)


@given(st.text(min_size=1, max_size=40))
def test_a_link_that_is_made_is_read_back(service: str) -> None:
    link = replace(LINK, service=service)
    try:
        fragment = encode_link(link)
    except ValueError:
        assert len(service.encode()) > 200 or any(
            ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in service
        )
        return
    assert decode_link(fragment) == link


@pytest.mark.parametrize("changed", [{"e": bytes(15)}, {"role": 8}, {"server": "ftp://x"}, {"service": ""}])
def test_a_link_that_could_not_be_read_back_is_not_made(changed: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="read back"):
        encode_link(replace(LINK, **changed))  # type: ignore[arg-type]  # a test names the fields


@given(st.text(max_size=200))
def test_no_text_at_all_brings_a_reader_down(text: str) -> None:
    for fragment in (text, "#join=" + text):
        assert outcome(partial(decode_link, fragment)) == "enrol-link"


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=32, max_size=32))
def test_there_are_always_six_words_of_the_list(e: bytes, key: bytes) -> None:
    joining = replace(JOINING, ed25519=key)
    indices = enrol_words(e, joining, enrol_hmac(e, joining))
    assert len(spell(indices, WORDS)) == 6
    assert all(0 <= index < 2048 for index in indices)


def test_each_field_changes_the_words() -> None:
    changes: list[dict[str, object]] = [
        {"root": drawn("x")},
        {"member": drawn("x", 16)},
        {"device": drawn("x", 16)},
        {"role": 2},
        {"ed25519": drawn("x")},
        {"x25519": drawn("x")},
        {"tablet": drawn("x", 16)},
        {"courier": drawn("x")},
    ]
    joinings = [JOINING, *(replace(JOINING, **change) for change in changes)]  # type: ignore[arg-type]  # as above
    seen = {enrol_words(E, joining, enrol_hmac(E, joining)) for joining in joinings}
    assert len(seen) == len(joinings)
