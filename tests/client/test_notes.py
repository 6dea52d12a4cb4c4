"""Updates of notes by honest and by other hands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Doc, Text

from amanat_client.notes import NoteDoc, check_author, client_id, written
from amanat_sync.errors import AmanatError


def update_by(author: int, text: str, standing: bytes | None = None) -> tuple[bytes, bytes]:
    """An update by ``author`` that adds ``text``, and the whole document after it."""
    document: Doc[Text] = Doc(client_id=author)
    words = document.get("text", type=Text)
    if standing is not None:
        document.apply_update(standing)
    before = document.get_state()
    words += text
    return document.get_update(before), document.get_update()


def read(*updates: bytes) -> str:
    """The text of a note with these updates."""
    note = NoteDoc()
    for update in updates:
        note.take(update)
    return note.text


def test_an_authors_own_words_pass_on_top_of_others() -> None:
    ours, theirs = client_id(b"a" * 16, b"n" * 16), client_id(b"b" * 16, b"n" * 16)
    first, standing = update_by(theirs, "ক্ষ")
    update, _ = update_by(ours, "🙂", standing)
    check_author(update, ours)
    assert read(first, update) == "ক্ষ🙂"


def test_words_under_another_id_are_refused_alone_and_beside_own_ones() -> None:
    update, standing = update_by(5, "forged")
    with pytest.raises(AmanatError, match="event-note"):
        check_author(update, 6)
    _, both = update_by(6, "mine", standing)
    with pytest.raises(AmanatError, match="event-note"):
        check_author(both, 6)


def test_words_that_wait_for_others_cannot_hide_a_foreign_id() -> None:
    _, first = update_by(5, "one")
    pending, _ = update_by(5, "two", first)
    with pytest.raises(AmanatError, match="event-note"):
        check_author(pending, 6)


def test_words_that_rest_on_later_ones_are_read_once_these_are_there() -> None:
    first, standing = update_by(5, "one")
    second, _ = update_by(6, " two", standing)
    assert (read(second), read(second, first)) == ("", "one two")


def test_a_letter_taken_away_is_the_authors_to_take() -> None:
    _, standing = update_by(5, "word")
    document: Doc[Text] = Doc(client_id=6)
    words = document.get("text", type=Text)
    document.apply_update(standing)
    before = document.get_state()
    del words[0:2]
    check_author(document.get_update(before), 6)


def test_what_is_larger_than_192_kib_is_refused() -> None:
    update, _ = update_by(5, "x" * (192 * 1024))
    with pytest.raises(AmanatError, match="event-note"):
        check_author(update, 5)


def test_a_note_says_when_it_was_begun_and_nothing_that_is_no_time() -> None:
    note = NoteDoc()
    note.take(written("মা হাসলেন 🙂", 1_800_000_000_000, 7))
    assert (note.text, note.about("made"), note.about("at")) == ("মা হাসলেন 🙂", 1_800_000_000_000, None)


def refusal(update: bytes) -> str | None:
    """How an update by author 6 to an empty note is refused."""
    try:
        check_author(update, 6)
        NoteDoc().take(update)
    except AmanatError as error:
        return error.code
    return None


@settings(max_examples=200)
@given(st.binary(max_size=60))
def test_bytes_that_are_no_update_are_refused_and_nothing_worse(raw: bytes) -> None:
    assert refusal(raw) in (None, "event-note")


@given(st.data())
def test_an_update_with_bytes_changed_or_cut_is_refused_and_nothing_worse(data: st.DataObject) -> None:
    whole = update_by(6, "a note of some length")[0]
    at, to = data.draw(st.integers(0, len(whole) - 1)), data.draw(st.integers(0, 255))
    end = data.draw(st.integers(1, len(whole)))
    assert refusal((whole[:at] + bytes((to,)) + whole[at + 1 :])[:end]) in (None, "event-note")
