"""Commands about films: listing, opening, verifying, exporting."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from amanat_client.agekeys import decode_recipient
from amanat_client.films import Films
from amanat_client.pull import Puller
from amanat_client.terminal import AsJson, ProgressBars, answering, id_of, private_file, unlocked_desk
from amanat_client.words import in_words
from amanat_sync.errors import AmanatError

UNVERIFIED = 4


def list_films(case: Annotated[str, typer.Argument()] = "", as_json: AsJson = False) -> None:
    """List the films of a CASE (or of all), and which are here."""
    with answering(as_json=as_json) as say, unlocked_desk() as (desk, _, _), ProgressBars(say.err) as bars:
        wanted = [id_of(case)] if case else desk.books.cases()
        found = []
        for known in wanted:
            try:
                clips = Puller(desk, bars).clips(known)
            except AmanatError as error:
                if case or error.code == "server-unreachable":
                    raise
                say.warn(f"{known.hex()}: {in_words(error)}")
                continue
            for clip in clips:
                here = desk.store.film_path(clip).exists()
                found.append({"case": known.hex(), "film": clip.hex(), "here": here})
                say.line(f"{clip.hex()}  {'here' if here else 'not fetched'}")
        say.document(films=found)


def open_film(
    film: str,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file; else standard output.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write the FILM's own bytes (plaintext!) where you say."""
    with answering(as_json=as_json and output is not None) as say, unlocked_desk() as (desk, _, _):
        if output is None:
            if sys.stdout.isatty():
                say.warn("A film does not belong on a screen of text. Use -o FILE, or a pipe.")
                raise typer.Exit(2)
            Films(desk).write(id_of(film), sys.stdout.buffer)
            return
        with private_file(output) as file:
            size = Films(desk).write(id_of(film), file)
        say.warn(f"{size} bytes of film in the open in {output}. Delete the file when you have used it.")
        say.document(file=str(output), bytes=size)


def verify(film: Annotated[str, typer.Argument()] = "", as_json: AsJson = False) -> None:
    """Check a FILM (or all that are here): signatures, gate, date, digest, every frame."""
    with answering(as_json=as_json) as say, unlocked_desk() as (desk, _, _):
        clips = [id_of(film)] if film else desk.store.names("manifests")
        verdicts = [Films(desk).verify(clip) for clip in clips]
        for verdict in verdicts:
            say.line(f"{verdict.clip.hex()}  {'NOT PROVEN' if verdict.faults else 'holds'}")
            for sentence in verdict.held:
                say.line(f"  yes: {sentence}")
            for code in verdict.faults:
                say.line(f"  no:  {in_words(AmanatError(code))}")
        say.document(films=[{"film": verdict.clip.hex(), "faults": verdict.faults} for verdict in verdicts])
        if any(verdict.faults for verdict in verdicts):
            raise typer.Exit(UNVERIFIED)


def export(
    film: str,
    output: Annotated[Path, typer.Option("--output", "-o", help="The age file to write.")],
    why: Annotated[str, typer.Option(prompt="Why does a copy leave Amanat?", help="Logged as an event.")],
    to: Annotated[str, typer.Option(help="The receiver's own age recipient (age1…).")] = "",
    as_json: AsJson = False,
) -> None:
    """Write a copy of the FILM that the standard age tool opens; asks why, and logs it."""
    with answering(as_json=as_json) as say, unlocked_desk() as (desk, _, _):
        recipient = decode_recipient(to) if to else None
        if not why.strip():
            raise typer.BadParameter("a copy leaves Amanat only with a reason; nothing was written")
        with private_file(output) as file:
            exported = Films(desk).export(id_of(film), why, file, recipient)
        say.line(f"Written: {output}. Deleting the film in Amanat does not delete this copy.")
        if exported.identity is not None:
            say.line("It opens with this key, which is shown once:\n")
            say.line(f"    {exported.identity}\n")
        say.document(file=str(output), recipient=exported.recipient, identity=exported.identity)
