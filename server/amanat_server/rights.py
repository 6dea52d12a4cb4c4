"""Who may ask for what, in one place; each function gives what it has checked or raises ``right-*``.

``right-missing`` (404) is the answer to everything that the caller may not even know of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amanat_sync.chain import ADMIN, RECOVERY, SAFEGUARDING, SERVICE, Device
from amanat_sync.errors import refuse

if TYPE_CHECKING:
    from amanat_server.auth import Caller
    from amanat_sync.roll import Rolls

_NO_REQUESTS = frozenset({SERVICE, RECOVERY})


def reader_of_chain(caller: Caller) -> Device:
    """Any key that the chain has ever certified, revoked ones too: that is how a lost tablet learns of it."""
    device = caller.certified
    if device.role in _NO_REQUESTS:
        raise refuse("right-role")
    return device


def device_or_courier(caller: Caller) -> Device:
    """Certified, endorsed where that is needed, and not revoked."""
    device = reader_of_chain(caller)
    if caller.revoked:
        raise refuse("right-revoked")
    if not device.counts:
        raise refuse("right-role")
    return device


def device_of_member(caller: Caller) -> Device:
    """As ``device_or_courier``, and not a courier: a courier opens, lists and reads nothing."""
    if caller.is_courier:
        raise refuse("right-role")
    return device_or_courier(caller)


def outbox(caller: Caller) -> Device:
    """Who may send what was made before: devices and couriers, revoked ones too (what they send is kept apart)."""
    device = reader_of_chain(caller)
    if not device.counts:
        raise refuse("right-role")
    return device


def admin(caller: Caller) -> Device:
    """A device with role admin."""
    device = device_of_member(caller)
    if device.role != ADMIN:
        raise refuse("right-role")
    return device


def admin_or_safeguarding(caller: Caller) -> Device:
    """Who may read recovery files."""
    device = device_of_member(caller)
    if device.role not in (ADMIN, SAFEGUARDING):
        raise refuse("right-role")
    return device


def of_the_case(caller: Caller, rolls: Rolls) -> Device:
    """A device whose member stands in the newest roll."""
    device = device_of_member(caller)
    if not rolls.has(device.member):
        raise refuse("right-missing")
    return device


def sender_to_case(caller: Caller, rolls: Rolls) -> Device:
    """Who may send into a case that is there: a courier, or a device whose member stands in it.

    Of a revoked device it is enough that its member stood in it once: what it holds comes home and is kept apart.
    """
    device = outbox(caller)
    if rolls.newest is None:
        raise refuse("right-missing")
    stood = caller.revoked and any(
        row.member == device.member for roll in rolls.records for row in roll.members
    )
    if not caller.is_courier and not stood and not rolls.has(device.member):
        raise refuse("right-missing")
    return device


def mends(caller: Caller, author: bytes) -> bool:
    """Whether an admin or safeguarding posts a roll of their own: those may mend a case that they do not stand in."""
    device = outbox(caller)
    return device.role in (ADMIN, SAFEGUARDING) and device.device == author


def carrier(caller: Caller, author: bytes) -> Device:
    """The device that made something (its id is ``author``), or a courier that carries it."""
    device = outbox(caller)
    if not caller.is_courier and device.device != author:
        raise refuse("right-author")
    return device
