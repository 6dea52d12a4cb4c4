"""The day on which the browsers of a run are: no test sees two, at whatever hour it runs."""

from __future__ import annotations

import os
import re

from tests.conftest import zone_at_ten


def test_a_run_begins_at_ten_in_the_forenoon_at_every_hour() -> None:
    for utc_hour in range(24):
        name = re.fullmatch(r"Etc/GMT([+-]\d+)", zone_at_ten(utc_hour))
        assert name is not None
        # These zones go from twelve hours behind to fourteen ahead; their names count to the west.
        ahead = -int(name[1])
        assert -12 <= ahead <= 14
        assert (utc_hour + ahead) % 24 == 10


def test_what_this_run_starts_is_in_such_a_zone() -> None:
    assert os.environ["TZ"] in {zone_at_ten(hour) for hour in range(24)}
