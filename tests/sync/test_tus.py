"""tus on the server's side: what is refused, in which order, and who may write."""

from __future__ import annotations

from functools import partial

import pytest

from amanat_sync import tus
from amanat_sync.request import Patch
from amanat_sync.tus import TRANSITIONS, Happening, State, Turns
from tests.vectorfiles import outcome

MANIFEST = bytes(range(256)) + bytes(104)
CREATION = tus.create_headers(MANIFEST, 1000)
PATCH = tus.send_headers() | {"upload-offset": "0", "content-length": "5"}
FOREIGN = ("upload-defer-length", "upload-concat", "upload-checksum", "x-http-method-override")
UPLOAD = bytes(16)


def test_a_creation_carries_the_manifest_and_the_length() -> None:
    creation = tus.read_creation(CREATION | {"content-length": "0"})
    assert (creation.manifest, creation.length) == (MANIFEST, 1000)
    tus.check_creation(creation, 1000, 1000)


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"tus-resumable": "0.2.2"}, "upload-version"),
        ({"tus-resumable": ""}, "upload-version"),
        ({"upload-length": ""}, "upload-length"),
        ({"upload-length": "01000"}, "upload-length"),
        ({"upload-length": "-1"}, "upload-length"),
        ({"upload-length": "1e3"}, "upload-length"),
        ({"upload-length": "٣"}, "upload-length"),
        ({"upload-length": "9" * 16}, "upload-length"),
        ({"upload-metadata": ""}, "upload-metadata"),
        ({"upload-metadata": "manifest"}, "upload-metadata"),
        ({"upload-metadata": CREATION["upload-metadata"][:-4]}, "upload-metadata"),
        ({"upload-metadata": CREATION["upload-metadata"] + ",filename YQ=="}, "upload-metadata"),
        ({"upload-metadata": "filename YQ==," + CREATION["upload-metadata"]}, "upload-metadata"),
        ({"upload-metadata": CREATION["upload-metadata"].replace("manifest", "Manifest")}, "upload-metadata"),
        ({"upload-metadata": CREATION["upload-metadata"][:-1] + "\n"}, "upload-metadata"),
        ({"content-length": "5"}, "upload-extension"),
        ({"content-type": tus.OFFSET_TYPE}, "upload-extension"),
        *(({name: "1"}, "upload-extension") for name in FOREIGN),
    ],
)
def test_a_creation_of_another_shape_is_refused(headers: dict[str, str], code: str) -> None:
    assert outcome(lambda: tus.read_creation(CREATION | headers)) == code


def test_a_creation_of_another_length_than_the_manifests_is_refused() -> None:
    creation = tus.read_creation(CREATION)
    assert outcome(lambda: tus.check_creation(creation, 999, 5000)) == "upload-length"
    assert outcome(lambda: tus.check_creation(creation, 1000, 999)) == "upload-too-large"


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"tus-resumable": "2.0.0"}, "upload-version"),
        ({"content-type": "application/octet-stream"}, "upload-type"),
        ({"content-type": tus.OFFSET_TYPE + "; charset=x"}, "upload-type"),
        ({"upload-offset": ""}, "upload-offset"),
        ({"upload-offset": "+0"}, "upload-offset"),
        ({"content-length": ""}, "upload-offset"),
        *(({name: "1"}, "upload-extension") for name in FOREIGN),
    ],
)
def test_a_patch_of_another_shape_is_refused(headers: dict[str, str], code: str) -> None:
    assert tus.read_patch(PATCH) == Patch(0, 5)
    assert outcome(lambda: tus.read_patch(PATCH | headers)) == code


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize(
    ("offset", "patch", "otherwise"),
    [
        (10, Patch(10, 90), "ok"),
        (10, Patch(10, 0), "ok"),
        (10, Patch(10, 91), "request-too-large"),
        (10, Patch(9, 1), "upload-offset"),
        (10, Patch(11, 1), "upload-offset"),
        (10, Patch(11, 1000), "upload-offset"),
        (100, Patch(100, 0), "ok"),
        (100, Patch(100, 1), "request-too-large"),
    ],
)
def test_a_patch_goes_on_exactly_where_the_server_stands(
    state: State, offset: int, patch: Patch, otherwise: str
) -> None:
    gone = {
        State.EXPIRED: "upload-expired",
        State.TERMINATED: "right-missing",
        State.DIGEST_FAILED: "right-missing",
    }
    assert outcome(lambda: tus.check_patch(state, offset, 100, patch)) == gone.get(state, otherwise)
    assert outcome(lambda: tus.check_head(state)) == gone.get(state, "ok")


def test_a_whole_film_cannot_be_taken_back_by_its_upload() -> None:
    codes = {state: outcome(partial(tus.check_delete, state)) for state in State}
    assert codes == {
        State.CREATED: "ok",
        State.RECEIVING: "ok",
        State.COMPLETE: "upload-complete",
        State.EXPIRED: "ok",
        State.TERMINATED: "right-missing",
        State.DIGEST_FAILED: "right-missing",
    }


def test_an_upload_ends_once() -> None:
    ends = {State.COMPLETE, State.TERMINATED, State.DIGEST_FAILED}
    assert set(TRANSITIONS) == set(State)
    assert {state for state, ways in TRANSITIONS.items() if not ways} == ends
    for state in ends:
        assert all(tus.step(state, happening) is state for happening in Happening)
    assert tus.step(State.EXPIRED, Happening.BYTES) is State.EXPIRED


def test_the_answers_are_those_of_the_protocol() -> None:
    assert tus.offers(5) == {
        "tus-resumable": "1.0.0",
        "tus-version": "1.0.0",
        "tus-extension": "creation,termination,expiration",
        "tus-max-size": "5",
    }
    expires = "Thu, 29 Feb 2024 23:59:59 GMT"
    assert tus.head_answer(State.RECEIVING, 3, 9, 1_709_251_199_999) == {
        "tus-resumable": "1.0.0",
        "upload-offset": "3",
        "upload-length": "9",
        "upload-expires": expires,
        "cache-control": "no-store",
    }
    assert tus.patch_answer(State.COMPLETE, 9, 0) == {"tus-resumable": "1.0.0", "upload-offset": "9"}
    created = tus.created_answer("/v1/uploads/ab", 1_709_251_199_000)
    assert created == {"tus-resumable": "1.0.0", "location": "/v1/uploads/ab", "upload-expires": expires}


def test_the_newest_request_writes_and_the_stale_one_does_not() -> None:
    turns = Turns()
    stale = turns.take(UPLOAD)
    other = turns.take(bytes([1]) * 16)
    newest = turns.take(UPLOAD)
    assert (turns.holds(UPLOAD, stale), turns.holds(UPLOAD, newest)) == (False, True)
    turns.leave(UPLOAD, stale)
    assert turns.holds(UPLOAD, newest), "a stale request takes no turn away when it ends"
    turns.leave(UPLOAD, newest)
    turns.leave(bytes([1]) * 16, other)
    assert len(turns) == 0
