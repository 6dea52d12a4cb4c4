"""Who is in the demo and what has happened there. All of it is made up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scripts.demo.footage import MEADOW, STREET, Clip

if TYPE_CHECKING:
    from amanat_sync.kinds import RoleInFilm

SERVICE = "Sunflower Centre"
PHONE = "01632 960983"
DAYS = 60
LANGUAGES = ("en", "bn", "syl-Beng")
ADMIN, WORKER, SUPERVISOR = "Joy", "Rehana", "Ayesha"
SUPERVISORS_WORDS = "Start with what goes well: she waits, and he looks up at her."


@dataclass(frozen=True, slots=True)
class Film:
    """A film of some days ago; ``said`` is the worker's note on it."""

    clip: Clip
    days_ago: float
    said: str | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """A family: two plain words, the languages spoken there, who is there, films, notes."""

    label: str
    languages: tuple[str, ...]
    people: tuple[tuple[RoleInFilm, tuple[str, ...]], ...]
    films: tuple[Film, ...]
    notes: tuple[str, ...]
    next_visit_hours: float | None


FAMILIES = (
    Family(
        label="Blue kite",
        languages=("syl", "en"),
        people=(("adult", ("syl",)), ("child", ("syl", "en"))),
        films=(
            Film(MEADOW, 12.1, "0:14 he shows her the leaf. She names it and waits."),
            Film(STREET, 5.2),
        ),
        notes=(
            "Helping question: What am I doing when he comes closer to me?",
            "তিনি বললেন, খেলার সময় ছেলে বেশি কথা বলে।",
            "Next time at the window, where the light is good.",
        ),
        next_visit_hours=3,
    ),
    Family(
        label="Marigold",
        languages=("bn",),
        people=(("adult", ("bn",)), ("adult", ("bn", "en")), ("child", ("bn",))),
        films=(Film(STREET, 7.3, "0:21 a friendly intonation, and he looks back."),),
        notes=("Grandmother comes in at four. Ask her too before the camera opens.",),
        next_visit_hours=26,
    ),
    Family(
        label="Olive tree",
        languages=("en",),
        people=(("adult", ("en",)), ("child", ("en",))),
        films=(Film(MEADOW, 2.0),),
        notes=("Helping question: What helps her when a game ends?",),
        next_visit_hours=None,
    ),
)
