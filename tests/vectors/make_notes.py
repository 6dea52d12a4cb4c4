"""Writes tests/vectors/notes: updates of notes as Yjs and pycrdt make them, honest and otherwise."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from amanat_client.notes import client_id, written
from tests.ledger_world import drawn
from tests.tools import PWA, need
from tests.vectorfiles import Vector, write_vectors

NOTE, MINE, THEIRS = drawn("note", 16), drawn("my device", 16), drawn("their device", 16)
ME, THEM = client_id(MINE, NOTE), client_id(THEIRS, NOTE)
MADE = 1_800_000_000_000
SPEC = "docs/spec/notes.md MUST {}"

# What two tablets write, by the library that the app uses; every document gives its edits as updates in hex.
SCRIPT = """
import * as Y from 'yjs';
const [me, them, made] = JSON.parse(process.argv[1]);
const opened = (id, ...updates) => {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  doc.clientID = id;
  return doc;
};
const edit = (doc, change) => {
  let made;
  doc.once('update', (update) => { made = update; });
  doc.transact(() => change(doc.getText('text'), doc.getMap('about')));
  return made;
};
const hex = (update) => Buffer.from(update).toString('hex');
const a = opened(me);
const base = edit(a, (text, about) => { about.set('made', made); text.insert(0, 'ক🙂 শেষ'); });
const b = opened(them, base);
const sign = edit(a, (text) => text.insert(1, '\\u09cb'));
const word = edit(b, (text) => { text.delete(1, 2); text.insert(1, '🙃 মা'); });
const both = opened(0, base, sign, word).getText('text').toString();
const bad = edit(opened(them, base), (text) => text.delete(0, 3));
const counter = edit(opened(me, base, bad), (text) => text.insert(0, 'ক🙂'));
const spoken = edit(opened(me), (text, about) => {
  about.set('made', made); about.set('at', 72080); about.set('spoken', 4200);
});
const nonsense = edit(opened(me), (text, about) => {
  about.set('made', 'yesterday'); about.set('at', -1); about.set('spoken', 1.5); text.insert(0, 'words');
});
console.log(JSON.stringify({
  base: hex(base), sign: hex(sign), word: hex(word), both, bad: hex(bad), counter: hex(counter),
  spoken: hex(spoken), nonsense: hex(nonsense), merged: hex(Y.mergeUpdates([base, sign])),
  all: hex(Y.mergeUpdates([base, sign, word])),
}));
"""
NOTHING = {"made": None, "at": None, "spoken": None}


def by_yjs() -> dict[str, str]:
    command = [str(need("node")), "--input-type=module", "--eval", SCRIPT, "--", json.dumps([ME, THEM, MADE])]
    made: dict[str, str] = json.loads(
        subprocess.run(command, cwd=PWA, capture_output=True, check=True, text=True).stdout
    )
    return made


def told(
    comment: str, rule: int, expect: str, *updates: tuple[bytes, str], text: str = "", **about: int
) -> Vector:
    steps: list[dict[str, Any]] = [{"device": device, "update": update} for device, update in updates]
    return {
        "comment": comment,
        "spec": SPEC.format(rule),
        "note": NOTE,
        "updates": steps,
        "text": text,
        "about": {**NOTHING, **about},
        "expect": expect,
    }


def made() -> dict[str, Vector]:
    yjs = by_yjs()
    base, sign, word = (MINE, yjs["base"]), (MINE, yjs["sign"]), (THEIRS, yjs["word"])
    begun, counter, python = "ক🙂 শেষ", "ক🙂 শেষ", "মা হাসলেন 🙂"
    refused = "event-note"
    return {
        "one": told("A note as it was begun.", 2, "ok", base, text=begun, made=MADE),
        "at-once": told(
            "Two tablets at one seam, a vowel sign and an emoji: nothing is lost.",
            6,
            "ok",
            base,
            sign,
            word,
            text=yjs["both"],
            made=MADE,
        ),
        "at-once-other-order": told(
            "The same updates in the other order give the same words.",
            6,
            "ok",
            base,
            word,
            sign,
            text=yjs["both"],
            made=MADE,
        ),
        "twice": told(
            "An update that comes again changes nothing.", 6, "ok", base, base, text=begun, made=MADE
        ),
        "later-first": told(
            "Words that rest on others wait for them.", 6, "ok", word, base, sign, text=yjs["both"], made=MADE
        ),
        "many-in-one": told(
            "Edits of a pause are one update.", 4, "ok", (MINE, yjs["merged"]), text="কো🙂 শেষ", made=MADE
        ),
        "counter-edit": told(
            "A bad update stays; an edit undoes it.",
            8,
            "ok",
            base,
            (THEIRS, yjs["bad"]),
            (MINE, yjs["counter"]),
            text=counter,
            made=MADE,
        ),
        "spoken": told(
            "A voice note on a film: its moment and its length.",
            3,
            "ok",
            (MINE, yjs["spoken"]),
            made=MADE,
            at=72_080,
            spoken=4_200,
        ),
        "about-nonsense": told(
            "What is no whole number from 0 on says nothing.", 3, "ok", (MINE, yjs["nonsense"]), text="words"
        ),
        "by-pycrdt": told(
            "A note that the command line wrote.",
            2,
            "ok",
            (MINE, written(python, MADE, ME).hex()),
            text=python,
            made=MADE,
        ),
        "author-another": told("Words under another device's id.", 5, refused, base, (THEIRS, yjs["sign"])),
        "author-beside": told("Own words, and another's with them.", 5, refused, (MINE, yjs["all"])),
        "cut": told("An update that was cut.", 5, refused, (MINE, yjs["base"][:-24])),
        "no-update": told("Bytes that are no update.", 5, refused, (MINE, "010203")),
    }


def main() -> None:
    write_vectors("notes", made())


if __name__ == "__main__":
    main()
