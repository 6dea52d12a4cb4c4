"""The ``amanat`` command: the composition root of the client.

Exit codes: 0 done · 1 refused or failed, with its code in words · 2 the command's own words are off · 3 the server
cannot be reached, what was written waits · 4 a film did not verify.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from amanat_client.agekeys import decode_recipient
from amanat_client.books import Books
from amanat_client.cli_admin import admin, approve
from amanat_client.clock import SystemClock
from amanat_client.desk import Desk
from amanat_client.entropy import SystemEntropy
from amanat_client.films import Films
from amanat_client.home import Home
from amanat_client.joining import ask_to_join, has_joined, new_identity, read_link
from amanat_client.notes import Notes
from amanat_client.pull import Puller
from amanat_client.store import Store
from amanat_client.terminal import (
    AsJson,
    ProgressBars,
    answering,
    english,
    home_folder,
    id_of,
    private_file,
    unlocked_desk,
)
from amanat_client.transport import Server
from amanat_client.words import in_words
from amanat_sync.errors import AmanatError
from amanat_sync.kinds import CaseChanged, CaseOpened
from amanat_sync.roll import is_service_case

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Amanat on the command line.")
app.add_typer(admin, name="admin")
app.command()(approve)

POLL_SECONDS = 2.0
UNVERIFIED = 4


@app.command()
def join(link: str, as_json: AsJson = False) -> None:
    """Join a service by a LINK; prints six words and waits until an admin has typed them."""
    with answering(as_json=as_json) as say:
        words, entropy, clock, store = english(), SystemEntropy(), SystemClock(), Store(home_folder())
        home = Home(store, words, entropy)
        if home.is_taken:
            say.err.print(
                "An identity lives here already. Use another folder: AMANAT_HOME=… amanat join LINK"
            )
            raise typer.Exit(2)
        read = read_link(link, store)
        identity = new_identity(read, entropy)
        server = Server(read.server, identity, clock, entropy)
        asked = ask_to_join(read, identity, server, words)
        say.err.print(
            f"Join {read.service}. Read these six words to the person who let you in:", markup=False
        )
        say.err.print("\n    " + "  ".join(asked.words) + "\n\nWaiting for their yes …", markup=False)
        while not has_joined(asked, server):
            clock.pause(POLL_SECONDS)
        with store.changes():
            store.put("root", b"service", read.root)
            phrase = home.keep(identity, read.server, read.service)
        say.line(
            "You have joined. These five words open this identity. Write them down; they are shown once:"
        )
        say.line("\n    " + " ".join(phrase) + "\n")
        say.document(member=identity.member.hex(), device=identity.device.hex(), phrase=phrase)
        # The phrase is out before anything else can fail: without it the identity is lost.
        desk = Desk(identity, server, Books(store), store, clock, entropy)
        desk.fetch_chain()


@app.command()
def cases(as_json: AsJson = False) -> None:
    """List the cases you stand in, with their labels."""
    with answering(as_json=as_json) as say, unlocked_desk() as (desk, _, _):
        found = []
        for case in desk.books.cases():
            if is_service_case(desk.books.chain.org, case):
                continue
            label = None
            for read in desk.events(case):
                if isinstance(read.event, CaseOpened | CaseChanged):
                    label = read.event.label
            found.append({"case": case.hex(), "label": label})
            say.line(f"{case.hex()}  {label or '(no label that you can open)'}")
        if not found:
            say.line("No case yet. Run: amanat pull")
        say.document(cases=found)


@app.command()
def pull(
    films: Annotated[bool, typer.Option(help="Fetch the films too.")] = True, as_json: AsJson = False
) -> None:
    """Fetch what moved: cases, events, films. Goes on where it was cut."""
    with answering(as_json=as_json) as say, unlocked_desk() as (desk, _, _), ProgressBars(say.err) as bars:
        pulled = Puller(desk, bars).pull(films=films)
        say.line(
            f"{pulled.cases} cases moved, {pulled.films} films fetched ({pulled.bytes / 1e6:.1f} MB), "
            f"{pulled.waiting} still on their tablet, {pulled.destroyed} deleted as promised."
        )
        say.document(
            cases=pulled.cases,
            films=pulled.films,
            bytes=pulled.bytes,
            waiting=pulled.waiting,
            destroyed=pulled.destroyed,
        )


@app.command("films")
def list_films(case: Annotated[str, typer.Argument()] = "", as_json: AsJson = False) -> None:
    """List the films of a CASE (or of all), and which are here."""
    with answering(as_json=as_json) as say, unlocked_desk() as (desk, _, _), ProgressBars(say.err) as bars:
        wanted = [id_of(case)] if case else desk.books.cases()
        found = []
        for known in wanted:
            for clip in Puller(desk, bars).clips(known):
                here = desk.store.film_path(clip).exists()
                found.append({"case": known.hex(), "film": clip.hex(), "here": here})
                say.line(f"{clip.hex()}  {'here' if here else 'not fetched'}")
        say.document(films=found)


@app.command("open")
def open_film(
    film: str,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file; else standard output.")
    ] = None,
) -> None:
    """Write the FILM's own bytes (plaintext!) where you say."""
    with answering() as say, unlocked_desk() as (desk, _, _):
        if output is None:
            if sys.stdout.isatty():
                say.err.print("A film does not belong on a screen of text. Use -o FILE, or a pipe.")
                raise typer.Exit(2)
            Films(desk).write(id_of(film), sys.stdout.buffer)
            return
        with private_file(output) as file:
            size = Films(desk).write(id_of(film), file)
        say.err.print(f"{size} bytes of film in the open in {output}. Delete the file when you have used it.")


@app.command()
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


@app.command()
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
        with private_file(output) as file:
            exported = Films(desk).export(id_of(film), why, file, recipient)
        say.line(f"Written: {output}. Deleting the film in Amanat does not delete this copy.")
        if exported.identity is not None:
            say.line("It opens with this key, which is shown once:\n")
            say.line(f"    {exported.identity}\n")
        say.document(file=str(output), recipient=exported.recipient, identity=exported.identity)


@app.command()
def note(
    case: str, text: Annotated[str, typer.Argument(help="A paragraph to add.")] = "", as_json: AsJson = False
) -> None:
    """Read the note of a CASE, or add a paragraph to it."""
    with answering(as_json=as_json) as say, unlocked_desk() as (desk, _, _):
        notes = Notes(desk)
        if text:
            desk.fetch_chain()
            desk.fetch_case(id_of(case))
            notes.add(id_of(case), text)
            desk.fetch_case(id_of(case))
        read = notes.read(id_of(case))
        say.line(read)
        say.document(case=case, text=read)


def main() -> None:
    """The entry point."""
    app()
