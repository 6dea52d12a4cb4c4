"""What two recovery cards do at the terminal: bring a service back to an admin, and make three new cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from amanat_client.books import Books
from amanat_client.cards import lines_of
from amanat_client.clock import SystemClock
from amanat_client.desk import Desk
from amanat_client.entropy import SystemEntropy
from amanat_client.home import Home
from amanat_client.recovering import cards_anew, certify_admin, enter_service_case
from amanat_client.store import Store
from amanat_client.terminal import AsJson, alone, answering, english, home_folder, id_of
from amanat_client.transport import Server
from amanat_sync.cards import read_card

if TYPE_CHECKING:
    from amanat_sync.cards import Card

CARD_LINES = 48
"""A card may be typed a word at a time."""


def recover(
    origin: str,
    name: Annotated[str, typer.Option(prompt="What is the service called?")],
    lost: Annotated[
        list[str] | None, typer.Option(help="A lost admin's device to revoke; say it once for each.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Become an admin of the service at ORIGIN by two recovery cards, where no admin is left."""
    with answering(as_json=as_json) as say:
        words, entropy, clock, store = english(), SystemEntropy(), SystemClock(), Store(home_folder())
        with alone(store.folder):
            home = Home(store, words, entropy)
            if home.is_taken:
                say.warn(
                    "An identity lives here already. Use another folder: AMANAT_HOME=… amanat admin recover"
                )
                raise typer.Exit(2)
            origin, devices = _origin(origin), [id_of(each) for each in lost or ()]
            cards = _card(1, words), _card(2, words)
            recovered = certify_admin(origin, cards, devices, clock, entropy)
            identity, books = recovered.identity, Books(store)
            with store.changes():
                store.put("root", b"service", recovered.chain.org)
                phrase = home.keep(identity, origin, name)
            say.line("You are an admin. These five words open this identity. Write them down; shown once:")
            say.line("\n    " + " ".join(phrase) + "\n")
            say.document(member=identity.member.hex(), device=identity.device.hex(), phrase=phrase)
            # The phrase is out before anything else can fail: without it the identity is lost.
            desk = Desk(identity, Server(origin, identity, clock, entropy), books, store, clock, entropy)
            desk.fetch_chain()
            enter_service_case(desk, recovered.recovery_scalar)
            say.line("The service's names and settings are open to you. Put the cards away again.")


def _card(number: int, word_list: list[str]) -> Card:
    """A card as its QR's text or its words; each line is asked for and not shown."""
    prompt = f"Card {number} of 2: its QR's text, or its two lines of words"
    lines = (str(typer.prompt(prompt, hide_input=True, err=True)) for _ in range(CARD_LINES))
    return read_card(lines, word_list)


def cards(origin: str, as_json: AsJson = False) -> None:
    """Make three new cards for the service at ORIGIN out of two old ones; the old ones go on working."""
    with answering(as_json=as_json) as say:
        words = english()
        two = _card(1, words), _card(2, words)
        made = cards_anew(_origin(origin), two, SystemClock(), SystemEntropy(), words)
        say.line(
            "Any two of these three bring the service back. Give them to three people; no copy is kept.\n"
            "Old and new cards do not go together. The old ones go on working: tear up all of them."
        )
        for line in lines_of(made):
            say.line(line)
        say.document(cards=[{"root": card.root, "recovery": card.recovery} for card in made])


def _origin(typed: str) -> str:
    """How browsers spell the server."""
    parts = urlsplit(typed.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise typer.BadParameter("ORIGIN is how browsers spell the server: https://films.example.org")
    return f"{parts.scheme}://{parts.netloc}"
