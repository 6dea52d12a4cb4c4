"""Writes tests/vectors/tus: what a client does next, an upload's states, the sizes of parts, the headers."""

from __future__ import annotations

from dataclasses import asdict, replace

from amanat_sync import tus
from amanat_sync.sending import (
    FIRST,
    LARGEST,
    MIB,
    Answer,
    Ask,
    Create,
    Finished,
    GiveUp,
    Progress,
    Send,
    Step,
    Try,
    Wait,
    first_step,
    next_size,
    next_step,
)
from tests.vectorfiles import Vector, write_vectors

LENGTH = 20 * MIB + 7
URL = "/v1/uploads/000102030405060708090a0b0c0d0e0f"
NEW = Progress(LENGTH)
MADE = replace(NEW, url=URL)
HALF = replace(MADE, offset=FIRST, failures=3, unsigned=1, creations=1)
PART = Send(FIRST, FIRST)
LAST = Send(LENGTH - 7, 7)
SPEC = "docs/spec/tus.md"

TRIED: dict[str, tuple[str, Progress, Try, Answer]] = {
    "created": ("a creation is followed by its first part", NEW, Create(), Answer(201, url=URL)),
    "created-before": ("an upload that was there is asked how far it is", NEW, Create(), Answer(200, url=URL)),
    "created-nowhere": ("a creation without a place", NEW, Create(), Answer(201)),
    "create-cut": ("a creation without an answer is tried again", NEW, Create(), Answer(None)),
    "create-missing": ("a creation that is not for this device", NEW, Create(), Answer(404, "right-missing")),
    "create-differs": ("another manifest", NEW, Create(), Answer(409, "manifest-differs")),
    "create-too-large": ("a film that is too large", NEW, Create(), Answer(413, "upload-too-large")),
    "create-destroyed": ("a film that was destroyed", NEW, Create(), Answer(410, "share-destroyed")),
    "create-quota": ("a used-up quota is waited for and shown", NEW, Create(), Answer(403, "upload-quota")),
    "create-full": ("a full server is waited for and shown", NEW, Create(), Answer(507, "upload-server-full")),
    "asked": ("HEAD says where to go on", HALF, Ask(), Answer(200, offset=2 * FIRST)),
    "asked-behind": ("the server has less than the client thought", HALF, Ask(), Answer(200, offset=5)),
    "asked-whole": ("HEAD says that all is there", HALF, Ask(), Answer(200, offset=LENGTH)),
    "asked-beyond": ("an offset beyond the length", HALF, Ask(), Answer(200, offset=LENGTH + 1)),
    "asked-nothing": ("an answer without an offset", HALF, Ask(), Answer(200)),
    "asked-expired": ("an upload that expired is made again", HALF, Ask(), Answer(410, "upload-expired")),
    "asked-missing": ("an upload that is gone is made again", MADE, Ask(), Answer(404, "right-missing")),
    "asked-missing-thrice": ("the third loss in a row is shown", replace(HALF, creations=2), Ask(),
                             Answer(404, "right-missing")),
    "sent": ("a part that took long makes the next smaller", HALF, PART, Answer(204, offset=2 * FIRST, took_ms=12_000)),
    "sent-fast": ("a part that was quick makes the next larger", HALF, PART,
                  Answer(204, offset=2 * FIRST, took_ms=900)),
    "sent-last": ("a short last part says nothing of the line", replace(MADE, offset=LENGTH - 7), LAST,
                  Answer(204, offset=LENGTH, took_ms=90_000)),
    "sent-in-no-time": ("a time of 0 ms", HALF, PART, Answer(204, offset=2 * FIRST, took_ms=0)),
    "sent-cut": ("after a cut the server is asked, the part halved", HALF, PART, Answer(None)),
    "sent-cut-often": ("waits grow to a minute", replace(HALF, failures=40), PART, Answer(None)),
    "sent-cut-smallest": ("a part has at least 1 MiB", replace(HALF, size=MIB), Send(FIRST, MIB), Answer(None)),
    "sent-cut-odd": ("a part is a multiple of 1 MiB", replace(HALF, size=7 * MIB), Send(FIRST, 7 * MIB), Answer(None)),
    "sent-elsewhere": ("another offset: ask", HALF, PART, Answer(409, "upload-offset")),
    "sent-damaged": ("a wrong digest: once more from the start", HALF, PART, Answer(409, "upload-digest")),
    "sent-damaged-twice": ("a wrong digest again is shown", replace(HALF, wrong_digests=1), PART,
                           Answer(409, "upload-digest")),
    "sent-unsigned": ("401: sign afresh", replace(HALF, unsigned=0), PART, Answer(401, "request-nonce")),
    "sent-unsigned-thrice": ("the third 401 in a row is shown", replace(HALF, unsigned=2), PART,
                             Answer(401, "request-created")),
    "sent-error": ("an error of the server", HALF, PART, Answer(500)),
    "sent-too-often": ("too many requests", HALF, PART, Answer(429, "request-rate")),
    "sent-timeout": ("a time-out", HALF, PART, Answer(408)),
    "sent-revoked": ("a revoked device", HALF, PART, Answer(403, "right-revoked")),
    "sent-redirect": ("an answer that nobody expects", HALF, PART, Answer(302)),
    "sent-type": ("a type that the server does not take", HALF, PART, Answer(415, "upload-type")),
}  # fmt: skip


def told(step: Step) -> Vector:
    """A step as the app's tests read it."""
    match step:
        case Create():
            return {"is": "create"}
        case Ask():
            return {"is": "ask"}
        case Send(offset=offset, length=length):
            return {"is": "send", "offset": offset, "length": length}
        case Wait(ms=ms, then=then, code=code):
            return {"is": "wait", "ms": ms, "then": told(then), "code": code}
        case Finished():
            return {"is": "finished"}
        case GiveUp(code=code):
            return {"is": "give-up", "code": code}


def made() -> dict[str, Vector]:
    steps = {}
    for name, (comment, progress, tried, answer) in TRIED.items():
        after, step = next_step(progress, tried, answer)
        steps[name] = {
            "comment": comment,
            "spec": SPEC,
            "progress": asdict(progress),
            "tried": told(tried),
            "answer": asdict(answer),
            "after": asdict(after),
            "next": told(step),
            "first": told(first_step(after)),
            "expect": "ok",
        }
    sizes = [
        [size, took, whole, next_size(size, took, whole=whole)]
        for size in (MIB, 3 * MIB, FIRST, LARGEST)
        for took in (0, 1, 1000, 7500, 8000, 60_000)
        for whole in (True, False)
    ]
    manifest = bytes(range(256)) + bytes(range(104))
    return steps | {
        "table-of-states": {
            "comment": "a state, what happens, the state after",
            "spec": SPEC,
            "transitions": {state: dict(ways) for state, ways in tus.TRANSITIONS.items()},
            "expect": "ok",
        },
        "table-of-sizes": {
            "comment": "size, ms, whole, next size",
            "spec": SPEC,
            "sizes": sizes,
            "expect": "ok",
        },
        "headers": {
            "comment": "what a client sends",
            "spec": SPEC,
            "manifest": manifest,
            "create": tus.create_headers(manifest, LENGTH),
            "ask": tus.ask_headers(),
            "send": tus.send_headers(),
            "expect": "ok",
        },
    }


if __name__ == "__main__":
    write_vectors("tus", made())
