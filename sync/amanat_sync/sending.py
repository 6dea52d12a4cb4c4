"""Sending a film by tus: what the client does next, whatever the server or the network did.

* What happened to a request without an answer is not known, so the server is asked (HEAD) before anything is sent.
* A server that has lost an upload gets a new creation; a film whose bytes do not match gets one, then a person is
  told.
* Every answer leads on, to a later try, or to an error that is shown: nothing ends in silence.
* A part is as large as takes about 7.5 s, between 1 and 16 MiB, so that a cut costs little.

``next_step`` is the whole machine: it takes the step that was tried and its answer, and gives the next one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

MIB: Final = 1024 * 1024
SMALLEST: Final = MIB
LARGEST: Final = 16 * MIB
FIRST: Final = 4 * MIB
AIM_MS: Final = 7_500
FIRST_WAIT_MS: Final = 1_000
LONGEST_WAIT_MS: Final = 60_000
FULL_WAIT_MS: Final = 5 * 60_000
FRESH_SIGNATURES: Final = 3
CREATIONS: Final = 3
WRONG_DIGESTS: Final = 2


@dataclass(frozen=True, slots=True)
class Create:
    """POST with the manifest."""


@dataclass(frozen=True, slots=True)
class Ask:
    """HEAD: how far is the server?"""


@dataclass(frozen=True, slots=True)
class Send:
    """PATCH with ``length`` bytes from ``offset``."""

    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Finished:
    """The server has every byte and its digest is right."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Trying again changes nothing: a person is shown the message of ``code``; the film stays on the tablet."""

    code: str


Try = Create | Ask | Send


@dataclass(frozen=True, slots=True)
class Wait:
    """Do ``then`` after ``ms``, sooner where the network comes back; ``code`` says why where a person should know."""

    ms: int
    then: Try
    code: str | None = None


Step = Create | Ask | Send | Wait | Finished | GiveUp


@dataclass(frozen=True, slots=True)
class Progress:
    """What the client keeps of an upload, over restarts too; ``url`` is null before creation."""

    length: int
    url: str | None = None
    offset: int = 0
    size: int = FIRST
    failures: int = 0
    unsigned: int = 0
    creations: int = 0
    wrong_digests: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; ``status`` is null where nothing did, ``code`` where there was no problem+json.

    ``offset`` and ``url`` are the headers Upload-Offset and Location, ``took_ms`` the time from the first byte
    sent to the answer.
    """

    status: int | None
    code: str | None = None
    offset: int | None = None
    url: str | None = None
    took_ms: int | None = None


def first_step(progress: Progress) -> Create | Ask:
    """Where to go on after a start: the server is asked before it is believed to have or lack anything."""
    return Create() if progress.url is None else Ask()


def next_step(progress: Progress, tried: Try, answer: Answer) -> tuple[Progress, Step]:
    """The progress after ``answer`` to ``tried``, and what to do now."""
    match answer.status:
        case None:
            return _later(_smaller(progress, tried))
        case 200 | 201 | 204:
            return _well(progress, tried, answer)
        case 401:
            return _sign_again(progress, tried, answer)
        case 404 | 410:
            return _lost(progress, tried, answer)
        case 409 if answer.code == "upload-offset":
            return progress, Ask()
        case 409 if answer.code == "upload-digest":
            return _wrong_digest(progress)
        case 403 if answer.code == "upload-quota":
            return progress, Wait(FULL_WAIT_MS, first_step(progress), answer.code)
        case 507:
            return progress, Wait(FULL_WAIT_MS, first_step(progress), "upload-server-full")
        case 408 | 425 | 429:
            return _later(progress)
        case status if status >= 500:
            return _later(progress)
        case _:
            return progress, GiveUp(answer.code or "server-answer")


def next_size(size: int, took_ms: int, *, whole: bool) -> int:
    """The size of the next part after one of ``size`` bytes took ``took_ms``; ``whole`` is false after a cut."""
    fitting = size * AIM_MS // max(took_ms, 1) if whole else 0
    # Never more than double or less than half at once: one odd part says little of the line.
    bounded = min(max(fitting, size // 2), size * 2)
    return min(max(bounded // MIB * MIB, SMALLEST), LARGEST)


def _well(progress: Progress, tried: Try, answer: Answer) -> tuple[Progress, Step]:
    match tried:
        case Create():
            if answer.url is None:
                return progress, GiveUp("server-answer")
            created = replace(progress, url=answer.url, failures=0, unsigned=0)
            # 200 says that the upload was there already, and says nothing of how far it is.
            return (
                (replace(created, offset=0), _part(created, 0)) if answer.status == 201 else (created, Ask())
            )
        case Ask() | Send():
            if answer.offset is None or not 0 <= answer.offset <= progress.length:
                return progress, GiveUp("server-answer")
            # An upload that moves is well: earlier trouble is forgotten.
            moved = replace(progress, offset=answer.offset, failures=0, unsigned=0)
            if answer.offset > progress.offset:
                moved = replace(moved, creations=0)
            if isinstance(tried, Send) and tried.length == progress.size and answer.took_ms is not None:
                moved = replace(moved, size=next_size(progress.size, answer.took_ms, whole=True))
            return moved, _part(moved, answer.offset)


def _part(progress: Progress, offset: int) -> Step:
    left = progress.length - offset
    return Finished() if left == 0 else Send(offset, min(progress.size, left))


def _smaller(progress: Progress, tried: Try) -> Progress:
    if not isinstance(tried, Send):
        return progress
    return replace(progress, size=next_size(progress.size, 0, whole=False))


def _later(progress: Progress) -> tuple[Progress, Step]:
    wait = min(FIRST_WAIT_MS * 2 ** min(progress.failures, 10), LONGEST_WAIT_MS)
    failed = replace(progress, failures=progress.failures + 1)
    return failed, Wait(wait, first_step(failed))


def _sign_again(progress: Progress, tried: Try, answer: Answer) -> tuple[Progress, Step]:
    if progress.unsigned + 1 >= FRESH_SIGNATURES:
        return progress, GiveUp(answer.code or "server-answer")
    return replace(progress, unsigned=progress.unsigned + 1), tried


def _lost(progress: Progress, tried: Try, answer: Answer) -> tuple[Progress, Step]:
    if isinstance(tried, Create) or progress.creations + 1 >= CREATIONS:
        return progress, GiveUp(answer.code or "server-answer")
    return replace(progress, url=None, offset=0, creations=progress.creations + 1), Create()


def _wrong_digest(progress: Progress) -> tuple[Progress, Step]:
    if progress.wrong_digests + 1 >= WRONG_DIGESTS:
        return progress, GiveUp("upload-digest")
    return replace(progress, url=None, offset=0, wrong_digests=progress.wrong_digests + 1), Create()
