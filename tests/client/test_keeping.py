"""What the client keeps and how: keys as the age tool spells them, the five words, the store."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pyrage
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mnemonic import Mnemonic

from amanat_client.agekeys import LETTERS, decode_recipient, encode_identity, encode_recipient
from amanat_client.cards import make_cards, root_from_words
from amanat_client.home import HERE, Home
from amanat_client.identity import SealedBox, draw_identity
from amanat_client.phrase import draw_phrase, read_phrase, unwrap_key, wrap_key
from amanat_client.service import Founded, SetupLink
from amanat_client.store import Store
from amanat_sync.errors import AmanatError
from amanat_sync.keys import ed25519_public, x25519_public
from tests.server.living import SeededEntropy

if TYPE_CHECKING:
    from pathlib import Path

WORD_LIST = Mnemonic("english").wordlist
MEMBER, DEVICE = b"m" * 16, b"d" * 16


@given(st.binary(min_size=32, max_size=32))
@example(bytes(32))
@example(b"\xff" * 32)
def test_age_reads_our_identities_and_we_read_its_recipients(scalar: bytes) -> None:
    theirs = pyrage.x25519.Identity.from_str(encode_identity(scalar))
    public = x25519_public(scalar)
    assert str(theirs.to_public()) == encode_recipient(public)
    assert decode_recipient(str(theirs.to_public())) == public


@given(st.data())
def test_a_recipient_with_one_letter_changed_is_refused(data: st.DataObject) -> None:
    text = encode_recipient(data.draw(st.binary(min_size=32, max_size=32)))
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from(LETTERS + "1bioA ").filter(lambda one: one != text[at]))
    with pytest.raises(AmanatError, match="export-recipient"):
        decode_recipient(text[:at] + letter + text[at + 1 :])


def test_a_recipient_cut_short_anywhere_is_refused() -> None:
    text = encode_recipient(b"k" * 32)
    for end in range(len(text)):
        with pytest.raises(AmanatError, match="export-recipient"):
            decode_recipient(text[:end])


@given(st.text(max_size=80))
def test_no_text_at_all_makes_a_recipient_by_chance(text: str) -> None:
    with pytest.raises(AmanatError, match="export-recipient"):
        decode_recipient(text)


@given(st.integers(0, 2**32))
def test_five_words_come_out_of_the_list_and_are_read_back(seed: int) -> None:
    words = draw_phrase(WORD_LIST, SeededEntropy(seed))
    assert len(words) == 5
    assert read_phrase("  ".join(words).upper() + "\n", WORD_LIST) == words


def test_every_word_of_the_list_can_be_drawn_at_every_place() -> None:
    drawn = [draw_phrase(WORD_LIST, SeededEntropy(seed)) for seed in range(20_000)]
    for place in range(5):
        assert len({words[place] for words in drawn}) > 2040


@pytest.mark.parametrize(
    "text", ["", "zoo", "zoo " * 4, "zoo " * 6, "zoo zoo zoo zoo zooo", "zoo-zoo-zoo-zoo-zoo"]
)
def test_what_is_not_five_words_of_the_list_is_refused_before_any_work(text: str) -> None:
    with pytest.raises(AmanatError, match="unlock-phrase"):
        read_phrase(text, WORD_LIST)


def test_the_words_open_the_key_for_their_member_and_device_only() -> None:
    words = draw_phrase(WORD_LIST, SeededEntropy(1))
    wrapped = wrap_key(b"k" * 32, words, MEMBER, DEVICE, SeededEntropy(2))
    assert unwrap_key(wrapped, words, MEMBER, DEVICE) == b"k" * 32
    for others in (
        (words[::-1], MEMBER, DEVICE),
        (words, DEVICE, DEVICE),
        (words, MEMBER, MEMBER),
    ):
        with pytest.raises(AmanatError, match="unlock-phrase"):
            unwrap_key(wrapped, *others)


def test_a_secret_does_not_open_under_another_name() -> None:
    box = SealedBox(b"k" * 32, SeededEntropy(1))
    sealed = box.seal("keys", b"secret")
    assert box.open("keys", sealed) == b"secret"
    for name, raw in (("invite", sealed), ("keys", sealed[:-1]), ("keys", sealed[:-1] + b"\0")):
        with pytest.raises(AmanatError, match="slot-tag"):
            box.open(name, raw)


def test_an_identity_comes_back_by_its_phrase_and_its_repr_shows_ids_only(tmp_path: Path) -> None:
    store, entropy = Store(tmp_path / "home"), SeededEntropy(1)
    home, identity = Home(store, WORD_LIST, entropy), draw_identity(MEMBER, entropy)
    phrase = home.keep(identity, "https://amanat.example", "Sunflower")
    unlocked = home.unlock(" ".join(phrase))
    assert unlocked.identity == identity
    assert identity.seed.hex() not in repr(unlocked.identity)
    raw = store.get("identity", HERE) or b""
    assert identity.seed not in raw
    store.close()


def test_any_two_cards_bring_the_root_back_and_no_others() -> None:
    founded = Founded(b"r" * 32, b"s" * 32)
    cards = make_cards(founded, SeededEntropy(1), WORD_LIST)
    others = make_cards(Founded(b"o" * 32, b"s" * 32), SeededEntropy(2), WORD_LIST)
    root = ed25519_public(founded.root_seed)
    for left, right in ((0, 1), (1, 2), (2, 0)):
        assert root_from_words(cards[left].root, cards[right].root, root, WORD_LIST) == founded.root_seed
    for left_words, right_words, code in (
        (cards[0].root, cards[0].root, "card-same"),
        (cards[0].root, others[1].root, "card-checksum"),
        (cards[0].root, cards[1].root[:-1], "card-words"),
    ):
        with pytest.raises(AmanatError, match=code):
            root_from_words(left_words, right_words, root, WORD_LIST)


@pytest.mark.parametrize(
    "text", ["", "x", "#setup=a.b", "http://x/#setup=", "file:///#setup=" + "A" * 43 + "." + "A" * 43]
)
def test_what_is_no_setup_link_is_refused(text: str) -> None:
    with pytest.raises(AmanatError, match="setup-token"):
        SetupLink(text)


def test_a_store_keeps_bodies_by_place_and_all_of_a_change_or_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "home")
    store.put("area", b"name", b"second", 2)
    store.put("area", b"name", b"first", 1)
    assert store.all("area", b"name") == [b"first", b"second"]
    assert store.places("area", b"name") == [(1, b"first"), (2, b"second")]
    with pytest.raises(ZeroDivisionError):
        change_and_fail(store)
    assert store.names("area") == [b"name"]
    store.drop_above("area", b"name", 1)
    store.add("area", b"other", b"once")
    store.add("area", b"other", b"once")
    assert (store.all("area", b"name"), store.all("area", b"other")) == ([b"first"], [b"once"])
    store.close()
    again = Store(tmp_path / "home")
    assert again.get("area", b"name", 1) == b"first"
    again.close()


def change_and_fail(store: Store) -> None:
    """A change in whose middle something goes wrong."""
    with store.changes():
        store.put("area", b"name", b"third", 3)
        raise ZeroDivisionError


def test_a_folder_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    Store(home).close()
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode) for path in (home, home / "store.db", home / "films")
    }
    assert modes == {"home": 0o700, "store.db": 0o600, "films": 0o700}


def test_a_folder_that_cannot_be_made_or_read_is_a_clear_refusal(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(AmanatError, match="store-failed"):
        Store(tmp_path / "file")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "store.db").write_bytes(b"no database at all, but long enough to be looked at" * 40)
    with pytest.raises(AmanatError, match="store-failed"):
        Store(tmp_path / "home")


def test_dropped_bytes_do_not_stay_in_the_file(tmp_path: Path) -> None:
    store = Store(tmp_path / "home")
    store.put("headers", b"film", b"a sealed header that goes" * 200)
    store.drop("headers", b"film")
    store.close()
    assert b"a sealed header that goes" not in (tmp_path / "home" / "store.db").read_bytes()
