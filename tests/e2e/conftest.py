"""What browser tests share: the files that the fake camera and microphone play."""

from __future__ import annotations

import pytest

from tests.e2e.browser import FakeMedia
from tests.e2e.footage import make_camera, make_microphone


@pytest.fixture(scope="session")
def fake_media(tmp_path_factory: pytest.TempPathFactory) -> FakeMedia:
    """Ten seconds of real footage, each frame numbered, and ten seconds of real sound; both loop."""
    folder = tmp_path_factory.mktemp("media")
    return FakeMedia(make_camera(folder / "camera.mjpeg"), make_microphone(folder / "microphone.wav"))
