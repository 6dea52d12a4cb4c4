"""A client that sends a film and a server that takes it, with a network between them that cuts anywhere."""

from __future__ import annotations

from dataclasses import dataclass, replace

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from amanat_sync import tus
from amanat_sync.errors import AmanatError
from amanat_sync.request import Patch
from amanat_sync.sending import (
    LARGEST,
    MIB,
    SMALLEST,
    Answer,
    Ask,
    Create,
    Finished,
    GiveUp,
    Progress,
    Send,
    Step,
    Try,
    Wait,
    first_step,
    next_step,
)
from amanat_sync.tus import Happening, State, Turns, step

LENGTH = 11 * MIB + 5
MANIFEST = bytes(360)


@dataclass
class Upload:
    """What the server has on its disk of one upload."""

    state: State = State.CREATED
    offset: int = 0
    damaged: bool = False


class Server:
    """The decisions of ``tus`` over a dictionary; bytes are counted, not kept."""

    def __init__(self) -> None:
        self.uploads: dict[str, Upload] = {}
        self.turns = Turns()
        self.open: str | None = None

    def answer(self, tried: Try, url: str | None, arriving: int, *, damaged: bool) -> Answer:
        """What the server does with a request of which ``arriving`` bytes of the body come before a cut."""
        try:
            return self._answer(tried, url, arriving, damaged=damaged)
        except AmanatError as error:
            return Answer(error.status, error.code)

    def _answer(self, tried: Try, url: str | None, arriving: int, *, damaged: bool) -> Answer:
        if isinstance(tried, Create):
            tus.check_creation(tus.read_creation(tus.create_headers(MANIFEST, LENGTH)), LENGTH, LENGTH)
            if self.open is not None and self.uploads[self.open].state in {
                State.CREATED,
                State.RECEIVING,
                State.COMPLETE,
            }:
                return Answer(200, url=self.open)
            self.open = f"/v1/uploads/{len(self.uploads)}"
            self.uploads[self.open] = Upload()
            return Answer(201, url=self.open)
        upload = self.uploads[url] if url in self.uploads else Upload(State.TERMINATED)
        if isinstance(tried, Ask):
            tus.check_head(upload.state)
            return Answer(200, offset=upload.offset)
        tus.check_patch(upload.state, upload.offset, LENGTH, Patch(tried.offset, tried.length))
        taken = min(arriving, tried.length)
        upload.offset += taken
        upload.damaged |= damaged and taken > 0
        upload.state = step(upload.state, Happening.BYTES)
        if upload.offset == LENGTH:
            upload.state = step(upload.state, Happening.DIGEST_WRONG if upload.damaged else Happening.WHOLE)
            tus.check_head(State.COMPLETE)
            if upload.damaged:
                return Answer(409, "upload-digest")
        return Answer(204, offset=upload.offset, took_ms=4000)


class Sending(RuleBasedStateMachine):
    """Rules are what the world does to one request of the client."""

    def __init__(self) -> None:
        super().__init__()
        self.server = Server()
        self.progress = Progress(LENGTH)
        self.now: Step = first_step(self.progress)
        self.acknowledged = 0
        self.faults = 0

    def tried(self) -> Try | None:
        if isinstance(self.now, Wait):
            return self.now.then
        return None if isinstance(self.now, Finished | GiveUp) else self.now

    def exchange(self, *, arriving: int, answered: bool, damaged: bool = False) -> None:
        tried = self.tried()
        if tried is None:
            return
        answer = self.server.answer(tried, self.progress.url, arriving, damaged=damaged)
        whole = not isinstance(tried, Send) or arriving >= tried.length
        seen = answer if answered and whole else Answer(None)
        self.progress, self.now = next_step(self.progress, tried, seen)

    @rule()
    def all_goes_well(self) -> None:
        self.exchange(arriving=LENGTH, answered=True)

    @rule(arriving=st.integers(0, LARGEST))
    def cut_inside_the_body(self, arriving: int) -> None:
        self.exchange(arriving=arriving, answered=False)

    @rule()
    def cut_inside_the_answer(self) -> None:
        self.exchange(arriving=LENGTH, answered=False)

    @rule()
    def the_client_starts_anew(self) -> None:
        # What it keeps over a restart is the progress; where it stood in a request is gone.
        if self.tried() is not None:
            self.now = first_step(self.progress)

    @rule(offset=st.integers(0, LENGTH))
    def the_clients_notes_are_older_than_the_server(self, offset: int) -> None:
        if self.tried() is not None and offset < self.progress.offset:
            self.progress = replace(self.progress, offset=offset)
            self.now = first_step(self.progress)

    @rule(late=st.integers(1, MIB))
    def bytes_of_an_older_request_arrive_late(self, late: int) -> None:
        upload = self.server.uploads.get(self.progress.url or "")
        if upload is not None and upload.state is State.RECEIVING:
            upload.offset = min(upload.offset + late, LENGTH - 1)

    @precondition(lambda self: self.faults < 2)
    @rule(happening=st.sampled_from([Happening.EXPIRY, Happening.TERMINATION]))
    def the_server_loses_the_upload(self, happening: Happening) -> None:
        upload = self.server.uploads.get(self.server.open or "")
        if upload is not None and upload.state in {State.CREATED, State.RECEIVING}:
            self.faults += 1
            upload.state = step(upload.state, happening)

    @precondition(lambda self: self.faults == 0)
    @rule()
    def a_byte_flips_on_the_way(self) -> None:
        if isinstance(self.tried(), Send):
            self.faults += 1
            self.exchange(arriving=LENGTH, answered=True, damaged=True)

    @rule(status=st.sampled_from([408, 429, 500, 502, 503, 507]))
    def the_server_has_no_time(self, status: int) -> None:
        tried = self.tried()
        if tried is not None:
            self.progress, self.now = next_step(self.progress, tried, Answer(status))

    @invariant()
    def nothing_the_client_believes_is_more_than_the_server_has(self) -> None:
        upload = self.server.uploads.get(self.progress.url or "")
        if upload is not None and upload.state in {State.CREATED, State.RECEIVING, State.COMPLETE}:
            assert self.progress.offset <= upload.offset

    @invariant()
    def a_film_is_finished_only_when_it_is_whole(self) -> None:
        if isinstance(self.now, Finished):
            assert self.server.uploads[self.progress.url or ""].state is State.COMPLETE

    @invariant()
    def nobody_gives_up_over_such_faults(self) -> None:
        assert not isinstance(self.now, GiveUp)

    @invariant()
    def a_part_has_1_to_16_mib(self) -> None:
        assert SMALLEST <= self.progress.size <= LARGEST
        assert self.progress.size % MIB == 0

    def teardown(self) -> None:
        for _ in range(60):
            if isinstance(self.now, Finished):
                break
            self.exchange(arriving=LENGTH, answered=True)
        assert isinstance(self.now, Finished), "once the network holds, the film arrives"
        assert any(
            upload.state is State.COMPLETE and not upload.damaged for upload in self.server.uploads.values()
        )


Sending.TestCase.settings = settings(stateful_step_count=40)
TestSending = Sending.TestCase
