"""The demo's door: a link for each role, and whoever comes by one is let in as in one room.

Who joins is a further device of the demo's worker or supervisor.  So an admin certifies it, the member's own first
device endorses it, and the supervisor gives it the keys of the families: the three steps of any service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amanat_client.service import Reception
from amanat_client.staffing import Staffing
from amanat_client.supervising import Supervising
from amanat_sync.chain import FIELD, SUPERVISOR
from amanat_sync.errors import AmanatError
from amanat_sync.ids import parse_base64url
from amanat_sync.roll import is_service_case
from scripts.demo import story
from scripts.demo.people import WORD_LIST

if TYPE_CHECKING:
    from amanat_client.desk import Desk
    from amanat_sync.wire import EnrolWaiting
    from scripts.demo.people import Folders

FOLDER = {FIELD: "worker", SUPERVISOR: "supervisor"}


class Door:
    """Lets devices of the worker and the supervisor in, until it is closed."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._admin = folders.open("admin")
        self._reception = Reception(self._admin.desk, self._admin.box, WORD_LIST)

    def close(self) -> None:
        """Ends the admin's connections and files."""
        self._admin.close()

    def link(self, role: int) -> str:
        """A link for one device of the worker or the supervisor."""
        with self._folders.at_work(FOLDER[role]) as desk:
            return self._reception.invite(role, desk.identity.member, story.SERVICE)

    def let_in(self) -> list[int]:
        """Lets in everybody who waits with a proof that holds; answers their roles."""
        return [entry.role for entry in self._reception.waiting() if self._lets(entry)]

    def _lets(self, entry: EnrolWaiting) -> bool:
        try:
            self._reception.approve_in_room(entry)
        except AmanatError:
            self._reception.differ(entry)
            return False
        with self._folders.at_work(FOLDER[entry.role]) as desk:
            Staffing(desk).endorse(parse_base64url(entry.device, 16))
        self._admin.desk.fetch_chain()
        Staffing(self._admin.desk).tend_service_case()
        with self._folders.at_work(FOLDER[SUPERVISOR]) as desk:
            confirm_all(desk)
        return True


def confirm_all(desk: Desk) -> None:
    """A supervisor lets every device that waits have the keys of the families."""
    desk.fetch_chain()
    for case in desk.books.cases():
        if is_service_case(desk.books.chain.org, case):
            continue
        desk.fetch_case(case)
        supervising = Supervising(desk, case)
        for device in supervising.waiting():
            supervising.confirm(device.device)
