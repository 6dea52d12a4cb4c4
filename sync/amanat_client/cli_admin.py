"""What an admin does at the terminal: set a service up, invite, let in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from amanat_client.books import Books
from amanat_client.cards import lines_of, make_cards, root_from_words
from amanat_client.clock import SystemClock
from amanat_client.desk import Desk
from amanat_client.entropy import SystemEntropy
from amanat_client.home import Home
from amanat_client.identity import draw_identity
from amanat_client.opening import open_case
from amanat_client.service import Reception, SetupLink, found_service
from amanat_client.staffing import Staffing
from amanat_client.store import Store
from amanat_client.terminal import AsJson, answering, english, home_folder, id_of, unlocked_desk
from amanat_client.transport import Server
from amanat_sync.errors import refuse
from amanat_sync.ids import base64url, parse_base64url
from amanat_sync.kinds import MemberNamed, ServiceSettings
from amanat_sync.records import ROLES
from amanat_sync.roll import service_case_of

if TYPE_CHECKING:
    from amanat_sync.chain import Device
    from amanat_sync.wire import EnrolWaiting

BY_LINK = ("field", "supervisor", "interpreter", "admin", "safeguarding")

admin = typer.Typer(no_args_is_help=True, help="What an admin does.")


def approve(
    words: Annotated[list[str] | None, typer.Argument(help="The six words that were read out.")] = None,
    differ: Annotated[bool, typer.Option(help="They differ: nobody joins.")] = False,
    cards: Annotated[
        bool, typer.Option(help="For an admin or safeguarding: by the root, from two cards.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """For an admin: let in the device that waits, by the six WORDS its person reads out."""
    with answering(as_json=as_json) as say, unlocked_desk() as (desk, unlocked, word_list):
        desk.fetch_chain()
        Staffing(desk).tend_service_case()
        reception = Reception(desk, unlocked.box, word_list)
        waiting = reception.waiting()
        if not waiting:
            say.line("Nobody waits who was invited from here.")
            say.document(waiting=[])
            raise typer.Exit(1)
        if differ:
            for entry in waiting:
                reception.differ(entry)
            say.line("Nothing has joined. Make a new link.")
            say.document(refused=[entry.device for entry in waiting])
            return
        typed = words or str(typer.prompt("Type the six words that you hear", err=True)).split()
        entry = reception.find(typed)
        reception.approve(entry, typed, _root(desk, word_list) if cards else None)
        role = ROLES[entry.role - 1]
        joined = _joined(desk, entry)
        say.line(f"Joined as {role}.")
        if not joined.counts:
            say.line("It counts once another admin, or the member's other device, has endorsed it:")
            say.line(f"    amanat admin endorse {joined.device.hex()}")
        say.document(member=joined.member.hex(), device=joined.device.hex(), role=role, counts=joined.counts)


def _root(desk: Desk, word_list: list[str]) -> bytes:
    """The root's seed for one signature, out of the words of two cards."""
    left, right = (
        str(typer.prompt(f"A card, the line `root` ({n} of 2)", hide_input=True, err=True)).split()
        for n in (1, 2)
    )
    return root_from_words(left, right, desk.books.chain.root, word_list)


def _joined(desk: Desk, entry: EnrolWaiting) -> Device:
    device = desk.books.chain.device(parse_base64url(entry.device, 16))
    if device is None:
        raise refuse("chain-target")
    return device


@admin.command("set-up")
def set_up(
    link: str,
    name: Annotated[str, typer.Option(prompt="What is the service called?")],
    days: Annotated[int, typer.Option(help="How many days may a film stay?")] = 60,
    phone: Annotated[str, typer.Option(help="Whom to phone.")] = "",
    demo: Annotated[bool, typer.Option(help="A fictional service, marked so for good.")] = False,
    as_json: AsJson = False,
) -> None:
    """Set a new service up from the LINK that the server printed; you become its first admin."""
    with answering(as_json=as_json) as say:
        words, entropy, clock, store = english(), SystemEntropy(), SystemClock(), Store(home_folder())
        home, setup = Home(store, words, entropy), SetupLink(link)
        if home.is_taken:
            say.warn("An identity lives here already. Use another folder: AMANAT_HOME=… amanat admin set-up")
            raise typer.Exit(2)
        identity = draw_identity(entropy.draw(16), entropy)
        unsigned = Server(setup.origin, None, clock, entropy)
        books = Books(store)
        founded = found_service(
            setup,
            identity,
            server=unsigned,
            books=books,
            store=store,
            clock=clock,
            entropy=entropy,
            demo=demo,
        )
        phrase = home.keep(identity, setup.origin, name)
        server = Server(setup.origin, identity, clock, entropy)
        desk = Desk(identity, server, books, store, clock, entropy)
        cards = make_cards(founded, entropy, words)
        say.line("The service is set up. These five words open your identity. Write them down; shown once:")
        say.line("\n    " + " ".join(phrase) + "\n")
        say.line(
            "Any two of these three cards bring the service back. Give them to three people; no copy is kept."
        )
        for line in lines_of(cards):
            say.line(line)
        say.document(
            member=identity.member.hex(),
            device=identity.device.hex(),
            phrase=phrase,
            cards=[{"root": card.root, "recovery": card.recovery} for card in cards],
        )
        # The words and cards are out before anything else can fail: without them the service is lost.
        settings = ServiceSettings(
            name=name, phone=phone or None, days=days, offline_days=7, languages=["en"]
        )
        named = MemberNamed(member=base64url(identity.member), name="Admin")
        role = books.chain.member_role(identity.member)
        case = service_case_of(books.chain.org)
        open_case(desk, case, {identity.member: role or 0}, name, further=(settings, named))


@admin.command()
def invite(
    role: str,
    member: Annotated[
        str, typer.Option(help="A further device of this member; it needs an endorsement.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Make a link by which one device joins with ROLE; an admin or safeguarding is let in with two cards."""
    with answering(as_json=as_json) as say, unlocked_desk() as (desk, unlocked, word_list):
        if role not in BY_LINK:
            say.warn(f"A role is one of {', '.join(BY_LINK)}.")
            raise typer.Exit(2)
        whose = id_of(member) if member else desk.entropy.draw(16)
        number = ROLES.index(role) + 1
        url = Reception(desk, unlocked.box, word_list).invite(number, whose, unlocked.service)
        say.line(f"Good for one device and 24 hours. Give it to the person yourself:\n\n{url}\n")
        say.document(link=url, member=whose.hex(), role=role)


@admin.command()
def members(as_json: AsJson = False) -> None:
    """List the staff and their devices, as the chain says, with the names that the service case holds."""
    with answering(as_json=as_json) as say, unlocked_desk() as (desk, _, _):
        desk.fetch_chain()
        names = _names(desk)
        found = []
        for device in desk.books.chain.devices():
            role = ROLES[device.role - 1]
            state = (
                "revoked"
                if device.revoked_at_seq is not None
                else "active"
                if device.active
                else "to endorse"
            )
            name = names.get(device.member)
            found.append(
                {
                    "member": device.member.hex(),
                    "name": name,
                    "device": device.device.hex(),
                    "role": role,
                    "state": state,
                }
            )
            say.line(f"{device.device.hex()}  {role:<12} {state:<10} {name or device.member.hex()}")
        say.document(devices=found)


def _names(desk: Desk) -> dict[bytes, str]:
    case = service_case_of(desk.books.chain.org)
    if case not in desk.books.cases():
        return {}
    return {
        parse_base64url(read.event.member): read.event.name
        for read in desk.events(case)
        if isinstance(read.event, MemberNamed)
    }


@admin.command()
def endorse(
    device: str,
    cards: Annotated[bool, typer.Option(help="By the root, from the words of two cards.")] = False,
    as_json: AsJson = False,
) -> None:
    """Vouch for a DEVICE that another admin certified, or, with two cards, as the root."""
    with answering(as_json=as_json) as say, unlocked_desk() as (desk, _, word_list):
        staffing = Staffing(desk)
        staffing.endorse(id_of(device), _root(desk, word_list) if cards else None)
        staffing.tend_service_case()
        say.line("Endorsed.")
        say.document(device=device)


@admin.command()
def revoke(
    device: str,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
    as_json: AsJson = False,
) -> None:
    """Revoke a DEVICE: what it sends from now on is late, and no new key goes to it."""
    with answering(as_json=as_json) as say, unlocked_desk() as (desk, _, _):
        if not yes:
            typer.confirm("Nobody can take this back. Revoke the device?", abort=True, err=True)
        Staffing(desk).revoke(id_of(device))
        say.line("Revoked. A tablet without internet learns of it when it is next in contact.")
        say.document(device=device)
