"""Events and JSON shapes beyond the vectors: cut input, any bytes, limits, places, problems."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanat_sync import wire
from amanat_sync.cursor import Cursor, parse_cursor
from amanat_sync.errors import CODES, AmanatError, refuse
from amanat_sync.events import UnknownEvent, check_place, decode_event, encode_event
from amanat_sync.ids import base64url
from amanat_sync.kinds import EVENTS, KINDS, Event, FilmMarks, FilmSent, MemberNamed, NoteUpdate
from amanat_sync.query import integer_of, limit_of, parse_query
from tests.feeds import truncations
from tests.vectorfiles import outcome
from tests.vectors.make_wire import EVERY

ID = base64url(bytes(16))
STORE = bytes(range(16))


def test_the_vectors_hold_every_kind() -> None:
    assert {type(event) for event in EVERY} == set(EVENTS)
    assert len(KINDS) == len(EVENTS) == 26


@pytest.mark.parametrize("event", EVERY, ids=lambda event: type(event).__name__)
def test_an_event_cut_short_anywhere_is_refused(event: Event) -> None:
    for cut in truncations(encode_event(event)):
        assert outcome(partial(decode_event, cut)) == "event-json"


@pytest.mark.parametrize("event", EVERY, ids=lambda event: type(event).__name__)
def test_a_field_left_out_added_or_null_is_refused(event: Event) -> None:
    told: dict[str, Any] = json.loads(encode_event(event))
    for name in told:
        without = {key: value for key, value in told.items() if key != name}
        assert outcome(partial(decode_event, compact(without))) == "event-json", name
    assert outcome(lambda: decode_event(compact(told | {"more": None}))) == "event-json"


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_an_event_or_one_code(raw: bytes) -> None:
    assert outcome(lambda: decode_event(raw)) in {"ok", "event-json"}


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
def test_any_name_comes_back_as_it_was(name: str) -> None:
    named = MemberNamed(member=ID, name=name)
    assert decode_event(encode_event(named)) == named


def test_lists_nested_without_end_are_refused() -> None:
    for text in ("[" * 100_000, '{"kind":"x","in":' + "[" * 100_000 + "]" * 100_000 + "}"):
        assert outcome(partial(decode_event, text.encode())) == "event-json"


def test_a_note_longer_than_192_kib_is_refused() -> None:
    longest = NoteUpdate(doc=ID, yjs="A" * 256 * 1024, range=None)
    assert decode_event(encode_event(longest)) == longest
    assert (
        outcome(lambda: encode_event(NoteUpdate(doc=ID, yjs="A" * (256 * 1024 + 4), range=None)))
        == "event-json"
    )


def test_an_event_is_checked_before_it_is_written() -> None:
    assert outcome(lambda: encode_event(FilmSent(film="not an id", at=1))) == "event-json"


def test_an_unknown_kind_is_kept_as_it_came() -> None:
    raw = b'{ "kind" : "goal-set", "goal": [1, 2.5] }'
    assert decode_event(raw) == UnknownEvent("goal-set", raw)


def test_a_kind_outside_its_group_or_its_case_is_refused() -> None:
    marks, named = FilmMarks(film=ID, marks=[]), MemberNamed(member=ID, name="Rahima")
    for event, group, service, expected in (
        (marks, True, False, "event-group"),
        (marks, False, False, "ok"),
        (named, True, False, "event-group"),
        (named, False, True, "event-group"),
        (named, True, True, "ok"),
        (NoteUpdate(doc=ID, yjs="AAEC", range=None), False, False, "ok"),
        (NoteUpdate(doc=ID, yjs="AAEC", range=None), True, False, "ok"),
    ):
        place = outcome(partial(check_place, event, in_case_group=group, in_service_case=service))
        assert place == expected


SETUP = {"token": base64url(bytes(32)), "records": base64url(bytes(288 * 2))}


@pytest.mark.parametrize(
    "broken",
    [
        {"token": base64url(bytes(32))},
        SETUP | {"more": None},
        SETUP | {"token": base64url(bytes(31))},
        SETUP | {"records": base64url(bytes(287))},
        SETUP | {"records": ""},
        SETUP | {"records": base64url(bytes(288 * 65))},
        SETUP | {"records": SETUP["records"] + "\n"},
        [],
        None,
    ],
)
def test_a_body_of_another_shape_is_refused(broken: object) -> None:
    assert wire.decode_json(wire.Setup, compact(SETUP)).token == SETUP["token"]
    assert outcome(lambda: wire.decode_json(wire.Setup, compact(broken))) == "request-json"
    assert outcome(lambda: wire.decode_json(wire.Setup, compact(broken), "server-answer")) == "server-answer"


@pytest.mark.parametrize("shape", wire.SHAPES, ids=lambda shape: shape.__name__)
def test_no_key_of_a_shape_is_optional(shape: type[msgspec.Struct]) -> None:
    assert shape.__struct_config__.forbid_unknown_fields
    assert all(field.required for field in msgspec.structs.fields(shape))


@pytest.mark.parametrize("code", CODES)
def test_every_code_makes_a_problem_that_its_shape_allows(code: str) -> None:
    problem = wire.problem_of(refuse(code))
    assert wire.decode_json(wire.Problem, wire.encode_json(problem)) == problem
    assert (problem.code, problem.status, problem.detail) == (code, CODES[code].status or 500, None)


def test_a_cursor_of_another_store_or_from_the_future_is_refused() -> None:
    text = Cursor(STORE, 41).text
    assert text == f"{STORE.hex()}.41"
    assert parse_cursor(text, STORE, 41) == 41
    assert parse_cursor(Cursor(STORE, 0).text, STORE, 0) == 0
    for bad in (
        text.upper(),
        f"{text} ",
        f"{STORE.hex()}.041",
        f"{STORE.hex()}.",
        STORE.hex(),
        "",
        f"{text}\n",
    ):
        assert outcome(partial(parse_cursor, bad, STORE, 99)) == "event-cursor", bad
    assert outcome(lambda: parse_cursor(text, STORE, 40)) == "event-cursor"
    assert outcome(lambda: parse_cursor(text, bytes(16), 41)) == "event-cursor"


def test_a_query_has_each_name_once_and_none_that_is_unknown() -> None:
    names = ("after", "limit")
    assert parse_query(b"", names) == {}
    assert parse_query(b"after=3&limit=5", names) == {"after": "3", "limit": "5"}
    for bad in (b"after=3&after=3", b"since=1", b"after", b"after=", b"after=3&", b"&", b"=3", b"AFTER=3"):
        assert outcome(partial(parse_query, bad, names)) == "request-query", bad


def test_a_limit_is_1_to_1000_and_500_where_it_is_absent() -> None:
    assert limit_of({}) == 500
    assert [limit_of({"limit": text}) for text in ("1", "1000")] == [1, 1000]
    for bad in ("0", "1001", "01", "+1", "1.0", "", "١", "99999999999999999999"):
        with pytest.raises(AmanatError, match="request-query"):
            integer_of(bad, 1, 1000)


def compact(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
