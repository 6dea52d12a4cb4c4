"""The server dies at random moments while films come in through cut connections; nothing acknowledged is lost."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from amanat_client.films import Films
from amanat_client.pull import Puller
from amanat_client.send import SealedFilm
from tests.conftest import LONG
from tests.faults import foreign
from tests.faults.proxy import plan
from tests.faults.siege import Siege, siege

FILM = 8 << 20
ROUNDS = 20 if LONG else 1
"""Ten kills each: four under our own client, three under each of the others."""


Upload = Callable[[Siege, SealedFilm], None]


class Silent:
    """Nobody watches the bar."""

    def film(self, clip: bytes, done: int, total: int) -> None:
        """Nothing is shown."""


def all_is_kept(under: Siege, random: Random, upload: Upload, kills: int) -> None:
    """One film by ``upload`` under so many kills, small films beside it; then everything acknowledged is there."""
    plain = random.randbytes(FILM)
    film = under.film(under.worker, plain)
    before = under.kills
    under.proxy.faults = plan(random, film.length, kills)
    with under.small_films(random):
        upload(under, film)
        under.meet_the_rest()
        under.outlive(before + kills)
    assert under.faults == []
    assert (under.kills - before, under.proxy.faults) == (kills, [])
    assert under.acknowledged.lost(under.asking, under.server.folder) == []
    under.reader.fetch_case(under.case)
    Puller(under.reader, Silent()).pull()
    out = io.BytesIO()
    Films(under.reader).write(film.clip, out)
    assert out.getvalue() == plain


def by_our_own_client(under: Siege, film: SealedFilm) -> None:
    under.send(under.worker, film)


def by_tus_js_client_in_node(under: Siege, film: SealedFilm) -> None:
    foreign.in_node(under, film)
    under.send(under.worker, film)  # header, share and events, which tus knows nothing of


def by_tus_js_client_in_a_page(under: Siege, film: SealedFilm) -> None:
    foreign.in_a_page(under, film)
    under.send(under.worker, film)


@pytest.mark.parametrize(
    ("upload", "kills"),
    [
        pytest.param(by_our_own_client, 4, id="our own client"),
        pytest.param(by_tus_js_client_in_node, 3, id="tus-js-client in node"),
        pytest.param(by_tus_js_client_in_a_page, 3, id="tus-js-client in a page", marks=pytest.mark.browser),
    ],
)
def test_nothing_acknowledged_is_lost_when_the_server_dies_under_uploads(
    tmp_path: Path, upload: Upload, kills: int
) -> None:
    for seed in range(ROUNDS):
        print(f"seed {seed}")
        folder = tmp_path / str(seed)
        folder.mkdir()
        with siege(folder, seed) as under:
            all_is_kept(under, Random(seed), upload, kills)
