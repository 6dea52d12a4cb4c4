"""Every place of the app where somebody types, read from its source, and what the hostile texts call it.

A field that is added to the source and not to this list fails a test: nobody can forget to put the texts into it.
"""

from __future__ import annotations

import re
from collections import Counter

from tests.tools import PWA

UI = PWA / "src" / "ui"

# By file and by the words of its label; a label that two fields of a file bear stands for both.
FIELDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("screens/families.tsx", "families-search"): ("search",),
    ("screens/families/add-visit.tsx", "families-visit-time"): ("time of a visit",),
    ("screens/families/facts-form.tsx", "families-label"): ("label", "label of a new family"),
    ("screens/lock/hand-over.tsx", "lock-another-link"): ("link of somebody else",),
    ("screens/lock/pin-form.tsx", "lock-pin-new"): ("PIN",),
    ("screens/lock/pin-form.tsx", "lock-pin-again"): ("PIN once more",),
    ("screens/lock/return.tsx", "lock-pin"): ("PIN at the lock",),
    ("screens/lock/return.tsx", "lock-words"): ("five words",),
    ("screens/members/invite.tsx", "members-name"): ("name of a person",),
    ("screens/service.tsx", "members-settings-name"): ("name of the service",),
    ("screens/service.tsx", "members-settings-phone"): ("phone",),
    ("screens/service.tsx", "members-settings-days"): ("days",),
    ("screens/service.tsx", "members-settings-offline"): ("days offline",),
    ("screens/settings/own-tablet.tsx", "settings-name"): ("name of the tablet",),
    ("screens/start/keys.tsx", "start-keys-name"): ("own first name",),
    ("screens/start/new.tsx", "start-new-paste"): ("link that was sent",),
    ("screens/start/questions.tsx", "start-name"): ("name at the set-up",),
    ("screens/start/questions.tsx", "start-phone"): ("phone at the set-up",),
    ("screens/start/questions.tsx", "start-days"): ("days at the set-up", "days without internet"),
    ("screens/start/supervisor.tsx", "start-supervisor-name"): ("name of the supervisor",),
}
# Fields that are no ``Field``: by file and element, with what is typed there; empty where nobody types.
RAW: dict[tuple[str, str], tuple[str, ...]] = {
    ("notes/editor.tsx", "textarea"): ("note", "note on a film"),
    ("screens/members/guest.tsx", "input"): ("six words",),
    # The link that was made, to be copied; a choice of two; the parts themselves; where a film is.
    ("screens/members/invite.tsx", "input"): (),
    ("screens/families/facts-form.tsx", "input"): (),
    ("parts/field.tsx", "input"): (),
    ("parts/field.tsx", "textarea"): (),
    ("player/controls.tsx", "input"): (),
}
NAMES = {name for names in (*FIELDS.values(), *RAW.values()) for name in names}


def fields() -> Counter[tuple[str, str]]:
    """Each ``<Field>`` of the source, by file and label."""
    found: Counter[tuple[str, str]] = Counter()
    for path, text in _sources():
        for one in re.split(r"<Field\b", text)[1:]:
            label = re.search(r"label=\{say\('([\w-]+)'", one)
            assert label is not None, (path, one[:60])
            # What stands further on is the label of the next element.
            assert label.start() < 40, (path, one[:60])
            found[path, label[1]] += 1
    return found


def raw() -> set[tuple[str, str]]:
    """The elements that take text or could, by file."""
    return {
        (path, element.lower())
        for path, text in _sources()
        for element in re.findall(r"<(input|textarea)\b|\b(contentEditable)\b", text)
        for element in element
        if element
    }


def _sources() -> list[tuple[str, str]]:
    return [(path.relative_to(UI).as_posix(), path.read_text()) for path in sorted(UI.rglob("*.tsx"))]
