"""The ``amanat`` command: the composition root of the client.

Exit codes: 0 done · 1 refused or failed, with its code in words · 2 the command's own words are off · 3 the server
cannot be reached, what was written waits · 4 a film did not verify.
"""

from __future__ import annotations

import os
from typing import Annotated

import typer

from amanat_client.books import Books
from amanat_client.cli_admin import admin, approve
from amanat_client.cli_cards import cards, recover
from amanat_client.cli_cases import admit, confirm, late, note
from amanat_client.cli_films import export, list_films, open_film, verify
from amanat_client.clock import SystemClock
from amanat_client.desk import Desk
from amanat_client.entropy import SystemEntropy
from amanat_client.home import Home
from amanat_client.joining import ask_to_join, new_identity, read_link, wait_until_joined
from amanat_client.pull import Puller
from amanat_client.store import Store
from amanat_client.terminal import AsJson, ProgressBars, alone, answering, english, home_folder, unlocked_desk
from amanat_client.transport import Server
from amanat_client.words import in_words
from amanat_sync.errors import AmanatError
from amanat_sync.kinds import CaseChanged, CaseOpened
from amanat_sync.roll import is_service_case

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    help="Amanat on the command line.",
)
app.add_typer(admin, name="admin")
for command in (approve, open_film, verify, export, note, confirm, late, admit):
    app.command("open" if command is open_film else None)(command)
app.command("films")(list_films)
admin.command()(recover)
admin.command()(cards)


@app.command()
def join(link: str, as_json: AsJson = False) -> None:
    """Join a service by a LINK; prints six words and waits until an admin has typed them."""
    with answering(as_json=as_json) as say:
        words, entropy, clock, store = english(), SystemEntropy(), SystemClock(), Store(home_folder())
        with alone(store.folder):
            home = Home(store, words, entropy)
            if home.is_taken:
                say.warn("An identity lives here already. Use another folder: AMANAT_HOME=… amanat join LINK")
                raise typer.Exit(2)
            read = read_link(link, store)
            identity = new_identity(read, entropy)
            server = Server(read.server, identity, clock, entropy)
            asked = ask_to_join(read, identity, server, words)
            say.warn(f"Join {read.service}. Read these six words to the person who let you in:")
            say.warn("\n    " + "  ".join(asked.words) + "\n\nWaiting for their yes …")
            wait_until_joined(asked, server, clock)
            with store.changes():
                store.put("root", b"service", read.root)
                phrase = home.keep(identity, read.server, read.service)
            say.line(
                "You have joined. These five words open this identity. Write them down; they are shown once:"
            )
            say.line("\n    " + " ".join(phrase) + "\n")
            say.document(member=identity.member.hex(), device=identity.device.hex(), phrase=phrase)
            # The phrase is out before anything else can fail: without it the identity is lost.
            Desk(identity, server, Books(store), store, clock, entropy).fetch_chain()


@app.command()
def cases(as_json: AsJson = False) -> None:
    """List the cases you stand in, with their labels."""
    with answering(as_json=as_json) as say, unlocked_desk() as (desk, _, _):
        found = []
        for case in desk.books.cases():
            if is_service_case(desk.books.chain.org, case):
                continue
            label, fault = None, None
            try:
                for read in desk.events(case):
                    if isinstance(read.event, CaseOpened | CaseChanged):
                        label = read.event.label
            except AmanatError as error:
                if error.code == "server-unreachable":
                    raise
                fault = error.code
                say.warn(f"{case.hex()}: {in_words(error)}")
            found.append({"case": case.hex(), "label": label, "fault": fault})
            say.line(f"{case.hex()}  {label or '(no label that you can open)'}")
        if not found:
            say.line("No case yet. Run: amanat pull")
        say.document(cases=found)


@app.command()
def pull(
    films: Annotated[bool, typer.Option(help="Fetch the films too.")] = True, as_json: AsJson = False
) -> None:
    """Fetch what moved: cases, events, films. Goes on where it was cut; a fault in one case stops no other."""
    with answering(as_json=as_json) as say, unlocked_desk() as (desk, _, _):
        with ProgressBars(say.err) as bars:
            pulled = Puller(desk, bars).pull(films=films)
        say.line(
            f"{pulled.cases} cases moved, {pulled.films} films fetched ({pulled.bytes / 1e6:.1f} MB), "
            f"{pulled.waiting} still on their tablet, {pulled.destroyed} deleted as promised."
        )
        if pulled.restored:
            say.warn("The server was restored from a copy. What it had lost was sent to it again from here.")
        for fault in pulled.faults:
            where = " ".join(one.hex() for one in (fault.case, fault.film) if one is not None)
            say.warn(f"{where or 'the service'}: {in_words(AmanatError(fault.code))}")
        say.document(
            cases=pulled.cases,
            films=pulled.films,
            bytes=pulled.bytes,
            waiting=pulled.waiting,
            destroyed=pulled.destroyed,
            restored=pulled.restored,
            faults=[
                {
                    "code": fault.code,
                    "case": fault.case.hex() if fault.case else None,
                    "film": fault.film.hex() if fault.film else None,
                }
                for fault in pulled.faults
            ],
        )
        if pulled.faults:
            raise typer.Exit(1)


def main() -> None:
    """The entry point."""
    # Whatever this program makes is its owner's alone; SQLite's journal and every film among it.
    os.umask(0o077)
    app()
