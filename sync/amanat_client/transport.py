"""Signed requests to the server, and its refusals as errors with their codes."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NoReturn

import httpx

from amanat_sync.errors import CODES, AmanatError, refuse
from amanat_sync.request import Patch, authority_of, keyid_of, sign_request
from amanat_sync.wire import Problem, decode_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from amanat_client.clock import Clock
    from amanat_client.entropy import Entropy
    from amanat_client.identity import Identity

TRIES = 3
CHUNK = 256 * 1024
AGAIN = frozenset({"request-created", "request-restart", "request-nonce"})
OF_HEAD = {401: "request-created", 404: "right-missing", 410: "upload-expired"}
"""What a refused HEAD can mean: a signature to be made anew, an upload that is not there, one that has expired."""
TIMEOUT = httpx.Timeout(10.0, read=60.0, write=60.0)


class Server:
    """One service's server, asked by one identity (None: unsigned routes only)."""

    def __init__(
        self,
        origin: str,
        identity: Identity | None,
        clock: Clock,
        entropy: Entropy,
        http: httpx.Client | None = None,
    ) -> None:
        self.origin = origin
        self._authority = authority_of(origin)
        self._identity = identity
        self._clock = clock
        self._entropy = entropy
        self._http = http or httpx.Client(timeout=TIMEOUT, follow_redirects=False)
        # The server's Date corrects only the `created` of requests.
        self._ahead_ms = 0

    def close(self) -> None:
        """Ends the connections."""
        self._http.close()

    def ask(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        patch: Patch | None = None,
    ) -> httpx.Response:
        """The answer to a request; raises the server's refusal by its code, or ``server-unreachable``."""
        for left in reversed(range(TRIES)):
            try:
                with self._sent(method, target, body, headers, patch) as answer:
                    self._read(answer)
                    if answer.is_success:
                        return answer
                    if not left or not self._may_ask_again(answer):
                        self._refused(answer)
            except AmanatError as error:
                # A kept connection that the server has closed meanwhile says nothing of the server: every change is
                # idempotent by its own id, so it is asked again, signed afresh, on another connection.
                if not left or not isinstance(error.__cause__, httpx.RemoteProtocolError):
                    raise
        raise refuse("server-answer")

    def stream(self, target: str, start: int) -> Iterator[bytes]:
        """The bytes of a payload from ``start``, as they come; a broken connection is ``server-unreachable``."""
        headers = {"range": f"bytes={start}-"} if start else None
        for left in reversed(range(TRIES)):
            with self._sent("GET", target, b"", headers, None) as answer:
                if answer.status_code == (206 if start else 200):
                    try:
                        yield from answer.iter_bytes(CHUNK)
                    except httpx.HTTPError as fault:
                        raise refuse("server-unreachable") from fault
                    return
                self._read(answer)
                if not left or not self._may_ask_again(answer):
                    self._refused(answer)

    def _sent(
        self, method: str, target: str, body: bytes, headers: dict[str, str] | None, patch: Patch | None
    ) -> AbstractContextManager[httpx.Response]:
        signed = {"accept-encoding": "identity", **(headers or {})}
        if self._identity is not None:
            signed |= sign_request(
                method,
                self._authority,
                target,
                keyid=keyid_of(self._identity.ed25519),
                seed=self._identity.seed,
                created=(self._clock.now_ms() + self._ahead_ms) // 1000,
                nonce=self._entropy.draw(16),
                body=b"" if patch else body,
                patch=patch,
            )
        return _Sent(self._http, method, self.origin + target, body, signed)

    def _read(self, answer: httpx.Response) -> None:
        try:
            answer.read()
        except httpx.HTTPError as fault:
            raise refuse("server-unreachable") from fault

    def _may_ask_again(self, answer: httpx.Response) -> bool:
        """A wrong clock is put right by the Date of the refusal."""
        if _code_of(answer) not in AGAIN:
            return False
        try:
            server_ms = int(parsedate_to_datetime(answer.headers["date"]).timestamp() * 1000)
        except (KeyError, ValueError):
            return False
        self._ahead_ms = server_ms - self._clock.now_ms()
        return True

    def _refused(self, answer: httpx.Response) -> NoReturn:
        raise refuse(_code_of(answer), f"HTTP {answer.status_code}")


class _Sent:
    """A request under way; errors of the connection become ``server-unreachable``."""

    def __init__(
        self, http: httpx.Client, method: str, url: str, body: bytes, headers: dict[str, str]
    ) -> None:
        self._context = http.stream(method, url, content=body or None, headers=headers)

    def __enter__(self) -> httpx.Response:
        try:
            return self._context.__enter__()
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            raise refuse("server-unreachable") from fault

    def __exit__(self, *error: object) -> None:
        self._context.__exit__(None, None, None)


def _code_of(answer: httpx.Response) -> str:
    """The code in a problem; ``server-answer`` for an answer that is none, or of a newer server."""
    # RFC 9110 section 9.3.2: the answer to HEAD has no content, so the status is all that it tells.
    if answer.request.method == "HEAD":
        return OF_HEAD.get(answer.status_code, "server-answer")
    try:
        code = decode_json(Problem, answer.content, "server-answer").code
    except AmanatError:
        return "server-answer"
    return code if code in CODES else "server-answer"
