"""The one thread that writes: whatever waits while a commit syncs goes into the next commit together.

An operation is a function of the connection.  It looks first and writes then: one that raises ``AmanatError``
before its first write takes nobody along.  A fault of the disk fails the whole batch.  After any other fault
each of the batch is tried alone, so that a broken operation fails by itself.  Whoever waits is answered after
the sync, never before.
"""

from __future__ import annotations

import asyncio
import sqlite3
from concurrent.futures import Future as ThreadFuture
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from amanat_server.stores.kept import Kept
from amanat_sync.errors import AmanatError, refuse

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
Item = TypeVar("Item")
Answer = TypeVar("Answer")
BATCH = 1024


class Bulk(Protocol[Item, Answer]):
    """An operation that takes everything of its kind in a batch at once; what it remembers must be
    forgettable.
    """

    def write(self, db: sqlite3.Connection, items: list[Item]) -> list[Answer | AmanatError]:
        """One answer or refusal per item, in order; a refused item has written nothing but what is to be
        kept.
        """

    def forget(self) -> None:
        """The batch was undone: whatever was remembered of the database may be wrong."""


@dataclass(slots=True)
class _Task:
    run: Callable[[sqlite3.Connection], Any] | None
    bulk: Bulk[Any, Any] | None
    item: Any
    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[Any]
    result: Any = None
    fault: BaseException | None = None


class Writer:
    """Runs operations one after another on one connection, many to a commit."""

    def __init__(self, db: sqlite3.Connection, name: str = "amanat-writer") -> None:
        self._db = db
        self._queue: SimpleQueue[_Task | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name=name, daemon=True)
        self._closed: ThreadFuture[None] = ThreadFuture()
        self._thread.start()

    async def run(self, operation: Callable[[sqlite3.Connection], T]) -> T:
        """The operation's result once durable; its ``AmanatError``, ``upload-server-full``, ``store-failed``."""
        loop = asyncio.get_running_loop()
        task = _Task(operation, None, None, loop, loop.create_future())
        self._queue.put(task)
        result: T = await task.done
        return result

    async def join(self, bulk: Bulk[Item, Answer], item: Item) -> Answer:
        """As ``run``, for an item that is written together with all others of its kind."""
        loop = asyncio.get_running_loop()
        task = _Task(None, bulk, item, loop, loop.create_future())
        self._queue.put(task)
        result: Answer = await task.done
        return result

    async def close(self) -> None:
        """Ends the thread after what is queued, and closes the connection."""
        self._queue.put(None)
        await asyncio.wrap_future(self._closed)

    def _work(self) -> None:
        last = False
        while not last:
            batch: list[_Task] = []
            task = self._queue.get()
            while task is not None:
                batch.append(task)
                if len(batch) == BATCH:
                    break
                try:
                    task = self._queue.get_nowait()
                except Empty:
                    break
            last = task is None
            if batch:
                fault = self._commit(batch)
                if fault is not None:
                    self._undone(batch, fault)
                self._answer(batch)
        self._db.close()
        self._closed.set_result(None)

    def _undone(self, batch: list[_Task], fault: Exception) -> None:
        """A batch that was undone: the disk failed all of it, or one operation is broken and must be found."""
        if len(batch) > 1 and not isinstance(fault, sqlite3.OperationalError):
            for task in batch:
                alone = self._commit([task])
                if alone is not None:
                    self._undone([task], alone)
            return
        for task in batch:
            if isinstance(fault, AmanatError):
                task.fault = fault
            else:
                task.fault = _refusal_of(fault)
                task.fault.__cause__ = fault

    def _commit(self, batch: list[_Task]) -> Exception | None:
        """Carries out a batch in one transaction; the fault for which it was undone."""
        db = self._db
        bulks: dict[int, list[_Task]] = {}
        try:
            db.execute("BEGIN IMMEDIATE")
            for task in batch:
                task.result = task.fault = None
                if task.bulk is not None:
                    bulks.setdefault(id(task.bulk), []).append(task)
                elif task.run is not None:
                    self._single(task, task.run)
            for tasks in bulks.values():
                self._together(tasks)
            db.execute("COMMIT")
        except Exception as fault:  # noqa: BLE001  the thread outlives every fault; the caller is told
            self._roll_back()
            for task in batch:
                if task.bulk is not None:
                    task.bulk.forget()
            return fault
        return None

    def _single(self, task: _Task, run: Callable[[sqlite3.Connection], Any]) -> None:
        before = self._db.total_changes
        try:
            task.result = run(self._db)
        except Kept as kept:
            task.fault = kept.refusal
        except AmanatError as refusal:
            if self._db.total_changes != before:
                raise
            task.fault = refusal

    def _together(self, tasks: list[_Task]) -> None:
        bulk = tasks[0].bulk
        answers = [] if bulk is None else bulk.write(self._db, [task.item for task in tasks])
        for task, answer in zip(tasks, answers, strict=True):
            if isinstance(answer, AmanatError):
                task.fault = answer
            else:
                task.result = answer

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            try:
                self._db.execute("ROLLBACK")
            except sqlite3.Error:
                # SQLite has rolled back by itself after some faults of the disk; nothing is left to undo.
                return

    def _answer(self, batch: list[_Task]) -> None:
        by_loop: dict[asyncio.AbstractEventLoop, list[_Task]] = {}
        for task in batch:
            by_loop.setdefault(task.loop, []).append(task)
        for loop, tasks in by_loop.items():
            try:
                loop.call_soon_threadsafe(_settle, tasks)
            except RuntimeError:
                # The loop is closed: nobody waits for these answers any more, and the writes stand.
                continue


def _refusal_of(fault: Exception) -> AmanatError:
    """``upload-server-full`` where the disk has no room, ``store-failed`` for every other fault."""
    # An error that Python's own module raises has no code.
    if isinstance(fault, sqlite3.Error) and getattr(fault, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
        return refuse("upload-server-full")
    return refuse("store-failed", type(fault).__name__)


def _settle(tasks: list[_Task]) -> None:
    for task in tasks:
        if task.done.done():
            continue
        if task.fault is not None:
            task.done.set_exception(task.fault)
        else:
            task.done.set_result(task.result)
