"""Writes tests/vectors/wire: events as JSON, most of them with one fault.

``text`` is the plaintext of a frame; ``known`` says whether its kind is one that this version knows.
"""

from __future__ import annotations

import json

from amanat_sync.events import DEPTH_TOP, encode_event, kind_of
from amanat_sync.ids import base64url
from amanat_sync.kinds import (
    Admit,
    CameraOpened,
    CaseChanged,
    CaseOpened,
    Decision,
    DeviceConfirmed,
    DeviceStatus,
    Event,
    Export,
    FilmCanOpen,
    FilmDeleted,
    FilmFinished,
    FilmMarks,
    FilmOpened,
    FilmSent,
    FilmStopped,
    Mark,
    MemberNamed,
    NoteSnapshot,
    NoteUpdate,
    PersonAdded,
    PersonChanged,
    ServiceSettings,
    Supervises,
    TabletNamed,
    UpTo,
    VisitPlanned,
    VisitStarted,
    VoiceNote,
)
from tests.vectorfiles import Vector, write_vectors

AT = 1_700_000_000_000
TOP = 2**53 - 1
ID = base64url(bytes(range(16)))
OTHER = base64url(bytes(range(16, 32)))
HASH = base64url(bytes(range(32)))
LABEL = "মা ও ছেলে"

EVERY: tuple[Event, ...] = (
    CaseOpened(label=LABEL, purpose="help", languages=["syl", "en-GB"], ends_at=None, share_commit=HASH),
    CaseChanged(label="Blue door", purpose="assessment", languages=[], ends_at=AT),
    PersonAdded(person=ID, role_in_film="voice_only", languages=["bn"]),
    PersonChanged(person=ID, role_in_film=None, languages=["bn"]),
    VisitPlanned(visit=ID, at=AT),
    VisitStarted(visit=ID, persons=[ID, OTHER], at=AT),
    Decision(person=ID, purpose="film", answer="later", asked_alone=None, at=AT),
    CameraOpened(film=ID, decisions=[HASH], due_at=AT + 1, at=AT),
    FilmFinished(film=ID, ms=61_000, reason="stop", lost_ms=0),
    FilmMarks(film=ID, marks=[Mark(ms=0, kind="moment"), Mark(ms=9, kind="someone-came-in")]),
    FilmSent(film=ID, at=AT),
    FilmCanOpen(film=ID, at=AT),
    FilmOpened(film=ID, at=AT),
    FilmDeleted(film=ID, reason="asked", where="everywhere", at=AT),
    FilmStopped(film=ID, at=AT),
    NoteUpdate(doc=ID, yjs="AAEC", range=None),
    NoteSnapshot(doc=ID, yjs="AAECAw", range=[UpTo(device=ID, seq=12)]),
    VoiceNote(clip=ID, doc=None),
    Export(clip=ID, why='for "the court"\n\\ \x7f\u2028 \U0001f3a5'),
    DeviceConfirmed(device=ID),
    Admit(hash=HASH),
    ServiceSettings(name="Tower House", phone=None, days=60, offline_days=7, languages=["en"]),
    MemberNamed(member=ID, name="Rahima"),
    TabletNamed(tablet=ID, name="Tablet 3"),
    Supervises(supervisor=ID, member=OTHER),
    DeviceStatus(device=ID, films_waiting=TOP, at=AT),
)

SENT = f'{{"kind":"film-sent","film":"{ID}","at":{AT}}}'
NAMED = f'{{"kind":"member-named","member":"{ID}","name":"Rahima"}}'


def good(comment: str, text: str | bytes, *, known: bool = True) -> Vector:
    return vector(comment, text, "ok", known=known)


def bad(comment: str, text: str | bytes) -> Vector:
    return vector(comment, text, "event-json", known=True)


def vector(comment: str, text: str | bytes, expect: str, *, known: bool) -> Vector:
    raw = text.encode() if isinstance(text, str) else text
    return {"comment": comment, "spec": "docs/spec/events.md", "text": raw, "known": known, "expect": expect}


def nested(levels: int) -> str:
    """An unknown event whose lists and objects lie ``levels`` deep."""
    return '{"kind":"tree","in":' + "[" * (levels - 1) + "]" * (levels - 1) + "}"


def made() -> dict[str, Vector]:
    every = {
        f"kind-{kind_of(event)}": good(f"every field of {kind_of(event)}", encode_event(event))
        for event in EVERY
    }
    escapes = json.dumps("".join(map(chr, range(0x20))))[1:-1]
    return every | {
        "controls": good("control characters in their shortest escapes", NAMED.replace("Rahima", escapes)),
        "name-of-200-astral": good("lengths count code points", NAMED.replace("Rahima", "\U0001f3a5" * 200)),
        "integer-top": good("2^53-1", SENT.replace(str(AT), str(TOP))),
        "unknown-kind": good("an unknown kind is kept", '{"kind":"goal-set","goal":1.5,"more":[null]}', known=False),
        "unknown-kind-spaced": good("an unknown kind is kept as it came", '{ "b":1, "kind":"x" }', known=False),
        "unknown-kind-deepest": good("64 levels", nested(DEPTH_TOP), known=False),
        "unknown-kind-too-deep": bad("65 levels", nested(DEPTH_TOP + 1)),
        "unknown-kind-name-of-65": bad("a kind of 65 characters", '{"kind":"%s"}' % ("k" * 65)),
        "unknown-kind-no-name": bad("a kind of no characters", '{"kind":""}'),
        "unknown-kind-huge-number": bad("a number that no double holds", '{"kind":"x","n":1e400}'),
        "unknown-kind-lone-surrogate": bad("half a character", '{"kind":"x","n":"\\ud800"}'),
        "unknown-kind-not-utf-8": bad("bytes that are no UTF-8", b'{"kind":"x","n":"\xff"}'),
        "kind-missing": bad("no kind", f'{{"film":"{ID}","at":{AT}}}'),
        "kind-null": bad("the kind is null", '{"kind":null}'),
        "kind-number": bad("the kind is a number", '{"kind":1}'),
        "kind-twice": bad("two kinds", SENT.replace('"kind":"film-sent"', '"kind":"film-sent","kind":"film-opened"')),
        "not-an-object": bad("a list", "[]"),
        "nothing": bad("no bytes", ""),
        "null": bad("null", "null"),
        "field-missing": bad("a field left out", f'{{"kind":"film-sent","film":"{ID}"}}'),
        "field-unknown": bad("a field that the kind does not have", SENT[:-1] + ',"by":1}'),
        "field-proto": bad("a field named __proto__", SENT[:-1] + ',"__proto__":1}'),
        "field-twice": bad("a field twice", SENT[:-1] + f',"at":{AT}}}'),
        "field-order": bad("fields in another order", f'{{"kind":"film-sent","at":{AT},"film":"{ID}"}}'),
        "kind-last": bad("kind not first", f'{{"film":"{ID}","at":{AT},"kind":"film-sent"}}'),
        "spaces": bad("a space", SENT.replace(",", ", ")),
        "line-break-after": bad("a line break after the event", SENT + "\n"),
        "trailing": bad("bytes after the event", SENT + "{}"),
        "byte-order-mark": bad("a byte order mark", b"\xef\xbb\xbf" + SENT.encode()),
        "utf-16": bad("UTF-16", SENT.encode("utf-16-le")),
        "not-utf-8": bad("bytes that are no UTF-8", NAMED.encode().replace(b"Rahima", b"\xc3\x28")),
        "surrogate-in-utf-8": bad("a surrogate in UTF-8", NAMED.encode().replace(b"Rahima", b"\xed\xa0\x80")),
        "overlong-utf-8": bad("an overlong spelling", NAMED.encode().replace(b"Rahima", b"\xc1\x81")),
        "escape-needless": bad("a letter as an escape", NAMED.replace("R", "\\u0052", 1)),
        "escape-slash": bad("an escaped slash", NAMED.replace("Rahima", "a\\/b")),
        "escape-upper": bad("an escape in upper case", NAMED.replace("Rahima", "\\u001F")),
        "escape-long": bad("a long escape where a short one is", NAMED.replace("Rahima", "\\u000a")),
        "control-raw": bad("a control character as it is", NAMED.replace("Rahima", "a\nb")),
        "lone-surrogate": bad("half a character", NAMED.replace("Rahima", "\\ud800")),
        "integer-negative": bad("a negative integer", SENT.replace(str(AT), "-1")),
        "integer-minus-zero": bad("minus zero", SENT.replace(str(AT), "-0")),
        "integer-too-large": bad("2^53", SENT.replace(str(AT), str(TOP + 1))),
        "integer-float": bad("an integer with a fraction", SENT.replace(str(AT), f"{AT}.0")),
        "integer-exponent": bad("an integer with an exponent", SENT.replace(str(AT), "1e12")),
        "integer-zero-first": bad("a leading zero", SENT.replace(str(AT), f"0{AT}")),
        "integer-text": bad("an integer as text", SENT.replace(str(AT), f'"{AT}"')),
        "integer-true": bad("true for an integer", SENT.replace(str(AT), "true")),
        "integer-null": bad("null where a value is needed", SENT.replace(str(AT), "null")),
        "id-short": bad("an id of 15 bytes", SENT.replace(ID, base64url(bytes(15)))),
        "id-long": bad("an id of 17 bytes", SENT.replace(ID, base64url(bytes(17)))),
        "id-padded": bad("an id with padding", SENT.replace(ID, ID + "==")),
        "id-loose-bits": bad("an id whose last letter has loose bits", SENT.replace(ID, ID[:-1] + "x")),
        "id-line-break": bad("an id that ends in a line break", SENT.replace(ID, ID[:-1] + "\\n")),
        "id-base64": bad("an id with a plus", SENT.replace(ID, "+" + ID[1:])),
        "id-hex": bad("an id in hex", SENT.replace(ID, bytes(range(16)).hex())),
        "hash-short": bad("a hash of 31 bytes", f'{{"kind":"admit","hash":"{base64url(bytes(31))}"}}'),
        "hash-loose-bits": bad("a hash whose last letter has loose bits", f'{{"kind":"admit","hash":"{HASH[:-1]}9"}}'),
        "name-empty": bad("a name of no characters", NAMED.replace("Rahima", "")),
        "name-of-201": bad("a name of 201 characters", NAMED.replace("Rahima", "\U0001f3a5" * 201)),
        "word-unknown": bad("an answer that is none", f'{{"kind":"decision","person":"{ID}","purpose":"film",'
                            f'"answer":"maybe","asked_alone":null,"at":{AT}}}'),
        "asked-alone": bad("R1 does not ask alone", f'{{"kind":"decision","person":"{ID}","purpose":"film",'
                           f'"answer":"yes","asked_alone":true,"at":{AT}}}'),
        "update-with-range": bad("an update that names a range", f'{{"kind":"note-update","doc":"{ID}","yjs":"AAEC",'
                                 '"range":[]}'),
        "snapshot-without-range": bad("a snapshot that replaces nothing", f'{{"kind":"note-snapshot","doc":"{ID}",'
                                      '"yjs":"AAEC","range":[]}'),
        "yjs-one-letter": bad("a rest of one letter", f'{{"kind":"note-update","doc":"{ID}","yjs":"AAECA",'
                              '"range":null}'),
        "list-too-long": bad("65 persons", encode_visit(65)),
        "list-item": bad("a person that is none", encode_visit(1).replace(ID, "x")),
        "part-unknown-field": bad("an unknown field within a mark", f'{{"kind":"film-marks","film":"{ID}",'
                                  '"marks":[{"ms":1,"kind":"moment","by":1}]}'),
        "language-case": bad("a language in capitals", f'{{"kind":"person-added","person":"{ID}",'
                             '"role_in_film":null,"languages":["BN"]}'),
    }  # fmt: skip


def encode_visit(persons: int) -> str:
    listed = ",".join([f'"{ID}"'] * persons)
    return f'{{"kind":"visit-started","visit":"{OTHER}","persons":[{listed}],"at":{AT}}}'


if __name__ == "__main__":
    write_vectors("wire", made())
