"""What browser tests share: what the fake camera and microphone play, and a service to copy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.browser import FakeMedia, bundle
from tests.e2e.footage import make_camera, make_microphone
from tests.e2e.screens import refused
from tests.e2e.warm import Warm, make_warm
from tests.tools import PWA


@pytest.fixture(autouse=True)
def no_page_is_refused_anything() -> Iterator[None]:
    """A page that breaks its own policy breaks the test in which it does, whatever the test looks at."""
    yield
    told = [*refused]
    refused.clear()
    assert told == []


@pytest.fixture(scope="session")
def fake_media(tmp_path_factory: pytest.TempPathFactory) -> FakeMedia:
    """Ten seconds of real footage, each frame numbered, and ten seconds of real sound; both loop."""
    folder = tmp_path_factory.mktemp("media")
    return FakeMedia(make_camera(folder / "camera.mjpeg"), make_microphone(folder / "microphone.wav"))


@pytest.fixture(scope="session")
def witness(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script that notes, in each page, what its policy refuses and what the camera's track gives."""
    folder = tmp_path_factory.mktemp("witness")
    bundle(PWA / "test" / "pages" / "witness.ts", folder / "witness.js")
    return (folder / "witness.js").read_text()


@pytest.fixture(scope="session")
def warm(fake_media: FakeMedia, witness: str, tmp_path_factory: pytest.TempPathFactory) -> Warm:
    """A service whose tablet is old enough to film, at rest; take a copy for each module."""
    return make_warm(tmp_path_factory.mktemp("warm"), fake_media, witness)
