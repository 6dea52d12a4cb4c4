"""The kinds of event that a ledger of R1 holds: their fields, their group, and whether they live in the service case.

``decisions`` and ``Admit.hash`` are SHA-256 of whole frames; times are milliseconds; what is not known is null.
What each kind means stands in docs/spec/events.md.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal, TypeAlias, get_args

import msgspec

from amanat_sync.scalars import Count, Days, Hash, Id, Language, Name, Sentence, Time, Yjs

Languages = Annotated[list[Language], msgspec.Meta(max_length=16)]
Group = Literal["case", "film", "either"]
RoleInFilm = Literal["child", "adult", "voice_only", "bystander", "worker"]


class _Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind"):
    """A fact of a ledger."""

    GROUP: ClassVar[Group] = "case"
    SERVICE: ClassVar[bool] = False


class CaseOpened(_Event, frozen=True, tag="case-opened"):
    """A case begins; ``share_commit`` binds its share S_case."""

    label: Name
    purpose: Literal["help", "assessment"]
    languages: Languages
    ends_at: Time | None
    share_commit: Hash


class CaseChanged(_Event, frozen=True, tag="case-changed"):
    """Label, purpose, languages or planned end of a case, as they now are."""

    label: Name
    purpose: Literal["help", "assessment"]
    languages: Languages
    ends_at: Time | None


class PersonAdded(_Event, frozen=True, tag="person-added"):
    """Somebody who may be in a film."""

    person: Id
    role_in_film: RoleInFilm | None
    languages: Languages


class PersonChanged(_Event, frozen=True, tag="person-changed"):
    """What is now known of a person."""

    person: Id
    role_in_film: RoleInFilm | None
    languages: Languages


class VisitPlanned(_Event, frozen=True, tag="visit-planned"):
    """A visit and when it is to be."""

    visit: Id
    at: Time


class VisitStarted(_Event, frozen=True, tag="visit-started"):
    """A visit and the persons who are here."""

    visit: Id
    persons: Annotated[list[Id], msgspec.Meta(max_length=64)]
    at: Time


class Decision(_Event, frozen=True, tag="decision"):
    """One person's answer for one purpose; *later* is an answer."""

    person: Id
    purpose: Literal["film"]
    answer: Literal["yes", "no", "later"]
    asked_alone: None
    at: Time


class CameraOpened(_Event, frozen=True, tag="camera-opened"):
    """The gate: with this frame the camera may open; its hash stands in the film's manifest."""

    film: Id
    decisions: Annotated[list[Hash], msgspec.Meta(max_length=64)]
    due_at: Time
    at: Time


class FilmFinished(_Event, frozen=True, tag="film-finished"):
    """The film is closed; ``lost_ms`` is what a fault took from its end, null where nobody can tell."""

    film: Id
    ms: Count
    reason: Literal["stop", "full", "call", "camera", "crash", "limit"]
    lost_ms: Count | None


class Mark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A moment marked while filming, in milliseconds from the film's start."""

    ms: Count
    kind: Literal["moment", "someone-came-in"]


class FilmMarks(_Event, frozen=True, tag="film-marks"):
    """The moments marked while filming, told when the film is closed."""

    GROUP: ClassVar[Group] = "film"
    film: Id
    marks: Annotated[list[Mark], msgspec.Meta(max_length=4096)]


class FilmSent(_Event, frozen=True, tag="film-sent"):
    """Payload, manifest, sealed header and share are all acknowledged by the server."""

    film: Id
    at: Time


class FilmCanOpen(_Event, frozen=True, tag="film-can-open"):
    """The author of this event has everything that opens the film."""

    film: Id
    at: Time


class FilmOpened(_Event, frozen=True, tag="film-opened"):
    """The author of this event has looked into the film."""

    film: Id
    at: Time


class FilmDeleted(_Event, frozen=True, tag="film-deleted"):
    """A copy is gone: the author's own (``device``) or, as the author knows, every one (``everywhere``)."""

    film: Id
    reason: Literal["date", "asked", "command", "room", "empty", "wiped"]
    where: Literal["device", "everywhere"]
    at: Time


class FilmStopped(_Event, frozen=True, tag="film-stopped"):
    """Somebody wants the film not to be used."""

    film: Id
    at: Time


class UpTo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All updates of the document by ``device`` in frames up to and with its number ``seq``."""

    device: Id
    seq: Count


class NoteUpdate(_Event, frozen=True, tag="note-update"):
    """Edits of a note (Yjs); ``range`` is null."""

    GROUP: ClassVar[Group] = "either"
    doc: Id
    yjs: Yjs
    range: None


class NoteSnapshot(_Event, frozen=True, tag="note-snapshot"):
    """A note as it stood; a reader may take it for the updates that ``range`` names."""

    GROUP: ClassVar[Group] = "either"
    doc: Id
    yjs: Yjs
    range: Annotated[list[UpTo], msgspec.Meta(min_length=1, max_length=1024)]


class VoiceNote(_Event, frozen=True, tag="voice-note"):
    """A spoken note; ``doc`` is the note it belongs to, null where it stands alone."""

    GROUP: ClassVar[Group] = "either"
    clip: Id
    doc: Id | None


class Export(_Event, frozen=True, tag="export"):
    """A copy left the app, outside of what can be shredded."""

    clip: Id
    why: Sentence


class DeviceConfirmed(_Event, frozen=True, tag="device-confirmed"):
    """A supervisor lets a device certified later have the case's keys."""

    device: Id


class Admit(_Event, frozen=True, tag="admit"):
    """A supervisor lets a late frame take its place in the case's order."""

    hash: Hash


class ServiceSettings(_Event, frozen=True, tag="service-settings"):
    """What the service has chosen: its name, whom to phone, days a film may stay, days offline, languages."""

    SERVICE: ClassVar[bool] = True
    name: Name
    phone: Name | None
    days: Days
    offline_days: Days
    languages: Languages


class MemberNamed(_Event, frozen=True, tag="member-named"):
    """What a member is called."""

    SERVICE: ClassVar[bool] = True
    member: Id
    name: Name


class TabletNamed(_Event, frozen=True, tag="tablet-named"):
    """What a tablet is called."""

    SERVICE: ClassVar[bool] = True
    tablet: Id
    name: Name


class Supervises(_Event, frozen=True, tag="supervises"):
    """Who supervises whom."""

    SERVICE: ClassVar[bool] = True
    supervisor: Id
    member: Id


class DeviceStatus(_Event, frozen=True, tag="device-status"):
    """How many films wait on a device."""

    SERVICE: ClassVar[bool] = True
    device: Id
    films_waiting: Count
    at: Time


Event: TypeAlias = (
    CaseOpened | CaseChanged | PersonAdded | PersonChanged | VisitPlanned | VisitStarted | Decision | CameraOpened
    | FilmFinished | FilmMarks | FilmSent | FilmCanOpen | FilmOpened | FilmDeleted | FilmStopped | NoteUpdate
    | NoteSnapshot | VoiceNote | Export | DeviceConfirmed | Admit | ServiceSettings | MemberNamed | TabletNamed
    | Supervises | DeviceStatus
)  # fmt: skip
EVENTS: Final[tuple[type[Event], ...]] = get_args(Event)
KINDS: Final[dict[str, type[Event]]] = {str(shape.__struct_config__.tag): shape for shape in EVENTS}
