"""Settings in three steps: strings from the environment, validated values, and the key apart from both.

Every name here is documented in docs/OPERATING.md; a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from amanat_sync.request import authority_of

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")
MIB = 1024 * 1024
DAY_MS = 24 * 60 * 60 * 1000

DEFAULTS: dict[str, str] = {
    "AMANAT_DATA": "data",
    "AMANAT_HOST": "127.0.0.1",
    "AMANAT_PORT": "8000",
    "AMANAT_ORIGIN": "",
    "AMANAT_TLS": "off",
    "AMANAT_TLS_NAMES": "",
    "AMANAT_LARGEST_FILM_MIB": "8192",
    "AMANAT_MEMBER_QUOTA_MIB": "32768",
    "AMANAT_UPLOAD_DAYS": "14",
    "AMANAT_REQUESTS_PER_MINUTE": "3000",
    "AMANAT_SWEEP_SECONDS": "60",
    "AMANAT_LOG": "info",
}
"""Each setting and what it is where the environment is silent."""


class BadSetting(ValueError):
    """A setting that cannot be used; the message names it and says what would do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the service was told, checked.

    ``origin`` is how browsers spell the server (``https://films.example.org``); its authority is what requests
    are signed for, whatever the Host header says.
    """

    data: Path
    host: str
    port: int
    origin: str
    tls: bool
    names: tuple[str, ...]
    largest_film: int
    member_quota: int
    upload_ms: int
    requests_per_minute: int
    sweep_seconds: int
    log_level: str

    @property
    def authority(self) -> str:
        """Host and port in lower case, without a default port (RFC 9421 section 2.2.3)."""
        return authority_of(self.origin)

    @property
    def loopback(self) -> bool:
        """Whether only programs on this very machine can reach the server."""
        return self.host == "localhost" or ip_address(self.host).is_loopback

    @property
    def may_be_demo(self) -> bool:
        """Whether a demo may run here: on this machine alone, or behind TLS."""
        return self.loopback or self.origin.startswith("https:")

    def at(self, port: int) -> Settings:
        """These settings once the port is known, which the system may have chosen."""
        chosen = self.origin.removesuffix(":0") + f":{port}" if self.origin.endswith(":0") else self.origin
        return replace(self, port=port, origin=chosen)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Reads and checks every setting; raises ``BadSetting``, also for an ``AMANAT_`` name that is not one."""
        known = {"AMANAT_HOME", "AMANAT_PHRASE_FILE", *DEFAULTS}
        for name in environ:
            if name.startswith("AMANAT_") and name not in known:
                raise BadSetting(f"{name} is not a setting; docs/OPERATING.md lists them")
        text = {name: environ.get(name, default).strip() for name, default in DEFAULTS.items()}
        tls = _choice(text, "AMANAT_TLS", {"off": False, "own": True})
        port = _whole(text, "AMANAT_PORT", 0, 65535)
        host = _host(text["AMANAT_HOST"])
        origin = text["AMANAT_ORIGIN"] or f"{'https' if tls else 'http'}://{_own_name(host)}:{port}"
        names = tuple(name for name in text["AMANAT_TLS_NAMES"].split(",") if name)
        return cls(
            data=Path(text["AMANAT_DATA"]),
            host=host,
            port=port,
            origin=_origin(origin),
            tls=tls,
            names=names or (urlsplit(origin).hostname or "localhost",),
            largest_film=_whole(text, "AMANAT_LARGEST_FILM_MIB", 1, 1024 * 1024) * MIB,
            member_quota=_whole(text, "AMANAT_MEMBER_QUOTA_MIB", 1, 16 * 1024 * 1024) * MIB,
            upload_ms=_whole(text, "AMANAT_UPLOAD_DAYS", 1, 60) * DAY_MS,
            requests_per_minute=_whole(text, "AMANAT_REQUESTS_PER_MINUTE", 10, 1_000_000),
            sweep_seconds=_whole(text, "AMANAT_SWEEP_SECONDS", 1, 3600),
            log_level=_choice(
                text, "AMANAT_LOG", {name: name for name in ("debug", "info", "warning", "error")}
            ),
        )


def _own_name(host: str) -> str:
    if host in ("localhost", "0.0.0.0", "::") or ip_address(host).is_loopback:  # noqa: S104 - compared, not bound
        return "localhost"
    return f"[{host}]" if ":" in host else host


def _host(text: str) -> str:
    if text == "localhost":
        return text
    try:
        ip_address(text)
    except ValueError as fault:
        raise BadSetting("AMANAT_HOST is the address to listen on: an IP address or localhost") from fault
    return text


def _origin(text: str) -> str:
    try:
        parts = urlsplit(text)
        port_fits = parts.port is None or 0 <= parts.port <= 65535
    except ValueError as fault:
        raise BadSetting("AMANAT_ORIGIN has a port that cannot be") from fault
    whole = f"{parts.scheme}://{parts.netloc}"
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.username
        or whole != text
        or not port_fits
    ):
        raise BadSetting("AMANAT_ORIGIN is scheme and host only, as in https://films.example.org")
    return text


def _whole(text: dict[str, str], name: str, least: int, most: int) -> int:
    value = text[name]
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise BadSetting(f"{name} is a whole number from {least} to {most}")
    return int(value)


def _choice(text: dict[str, str], name: str, choices: dict[str, T]) -> T:
    if text[name] not in choices:
        raise BadSetting(f"{name} is one of {', '.join(choices)}")
    return choices[text[name]]
