"""Commands about a case: its notes, the devices that wait for its keys, the frames that came late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from amanat_client.notes import Notes
from amanat_client.supervising import Supervising
from amanat_client.terminal import AsJson, answering, id_of, unlocked_desk
from amanat_client.words import in_words
from amanat_sync.errors import AmanatError
from amanat_sync.records import ROLES
from amanat_sync.roll import is_service_case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amanat_client.desk import Desk
    from amanat_client.notes import Note

HASH = 64


def note(
    of: Annotated[str, typer.Argument(metavar="CASE|FILM")],
    text: Annotated[str, typer.Argument(help="A note to write.")] = "",
    as_json: AsJson = False,
) -> None:
    """Read the notes of a CASE or a FILM, or write another one."""
    with answering(as_json=as_json) as say, unlocked_desk() as (desk, _, _):
        notes, group = Notes(desk), id_of(of)
        if text:
            case = notes.case_of(group)
            desk.fetch_chain()
            desk.fetch_case(case)
            notes.add(group, text)
            desk.fetch_case(case)
        found = notes.listed(group)
        for one in found:
            if one.doc.text:
                say.line(one.doc.text)
            if one.clip is not None:
                seconds = (one.doc.about("spoken") or 0) // 1000
                say.line(f"Voice note, {seconds} s: amanat open {one.clip.hex()} -o FILE.webm")
        for code in notes.refused:
            say.warn(f"Something in these notes was left out: {in_words(AmanatError(code))}")
        say.document(
            of=of,
            text="\n".join(one.doc.text for one in found if one.doc.text),
            notes=[_told(one) for one in found],
            refused=notes.refused,
        )


def _told(note: Note) -> dict[str, object]:
    return {
        "note": note.id.hex(),
        "device": note.device.hex() if note.device is not None else None,
        "text": note.doc.text,
        "made_at": note.doc.about("made"),
        "at_ms": note.doc.about("at"),
        "clip": note.clip.hex() if note.clip is not None else None,
        "spoken_ms": note.doc.about("spoken"),
    }


def confirm(
    device: Annotated[str, typer.Argument(help="The device to let in; without it, those that wait.")] = "",
    as_json: AsJson = False,
) -> None:
    """For a supervisor: let a DEVICE that joined after a case was opened have the keys of your cases."""
    with answering(as_json=as_json) as say, unlocked_desk() as (desk, _, _):
        found = []
        for supervising, case in _supervised(desk):
            for waits in supervising.waiting():
                if device and waits.device != id_of(device):
                    continue
                if device:
                    supervising.confirm(waits.device)
                role = ROLES[waits.role - 1]
                found.append(
                    {
                        "case": case.hex(),
                        "device": waits.device.hex(),
                        "member": waits.member.hex(),
                        "role": role,
                    }
                )
                done = "let in" if device else "waits"
                say.line(f"{waits.device.hex()}  {role} {waits.member.hex()}  {done}: case {case.hex()}")
        if not found:
            say.line("No device waits for the keys of a case that you supervise.")
        say.document(devices=found, confirmed=bool(device and found))
        if device and not found:
            raise typer.Exit(1)


def late(as_json: AsJson = False) -> None:
    """List what came after its device was revoked and waits until a supervisor admits it."""
    with answering(as_json=as_json) as say, unlocked_desk() as (desk, _, _):
        found = []
        for supervising, case in _cases(desk):
            for frame in supervising.late():
                found.append(
                    {
                        "case": case.hex(),
                        "hash": frame.hash.hex(),
                        "device": frame.device.hex(),
                        "member": frame.member.hex(),
                    }
                )
                say.line(f"{frame.hash.hex()}  by device {frame.device.hex()}  case {case.hex()}")
        if not found:
            say.line("Nothing came late.")
        say.document(late=found)


def admit(
    digest: Annotated[str, typer.Argument(metavar="HASH", help="As `amanat late` prints it.")],
    as_json: AsJson = False,
) -> None:
    """For a supervisor: let a late frame count, after you have asked whose hands the device was in."""
    with answering(as_json=as_json) as say, unlocked_desk() as (desk, _, _):
        try:
            wanted = bytes.fromhex(digest)
        except ValueError as fault:
            raise typer.BadParameter("a hash is 64 hex digits") from fault
        for supervising, case in _supervised(desk):
            if any(frame.hash == wanted for frame in supervising.late()):
                supervising.admit(wanted)
                desk.fetch_case(case)
                say.line(f"Admitted in case {case.hex()}.")
                say.document(case=case.hex(), hash=digest)
                return
        raise AmanatError("right-missing")


def _cases(desk: Desk) -> Iterator[tuple[Supervising, bytes]]:
    """The families' cases, fetched anew."""
    desk.fetch_chain()
    for case in desk.books.cases():
        if not is_service_case(desk.books.chain.org, case):
            desk.fetch_case(case)
            yield Supervising(desk, case), case


def _supervised(desk: Desk) -> Iterator[tuple[Supervising, bytes]]:
    for supervising, case in _cases(desk):
        if supervising.is_mine:
            yield supervising, case
