"""Where every transaction begins and ends: snapshots to read, one writer that commits in groups."""

import asyncio
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, TypeVarTuple

from sqlalchemy import (
    URL,
    Connection,
    CursorResult,
    Engine,
    Executable,
    Result,
    Transaction,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.util import greenlet_spawn

from service.store import milestones
from service.store.milestones import Event, Key, key_of
from service.store.sealed import Vault, Vaults

Args = TypeVarTuple("Args")
T = TypeVar("T")
Item = TypeVar("Item")

GROUP_MOST = 256
"""Writes in one transaction; beyond it a group only makes its first wait longer."""

WAITING_MOST = 4_000
"""Writes that may wait; beyond it a visitor is better served by an honest "busy" than by a longer queue."""


READERS = 4
"""Snapshots at the same time in one process; more would only wait for the same two or three cores."""

TURN_WITHIN = 5
"""Seconds that a read waits for its turn."""

DEADLOCK = "40P01"
"""PostgreSQL's code for a transaction that it ended because two waited for one another."""

SWITCH_EVERY = 0.0005
"""Seconds after which a thread lets another one run: SQLite's hold the interpreter for much less at a time,
and would wait Python's own 5 ms before every step of theirs."""


class Db:
    """What queries and actions run on: statements of one transaction, and the vaults that open addresses.

    tallied: what it counted so far; the writer stores it at the end, in one statement for a whole group.
    """

    __slots__ = ("connection", "tallied", "vaults")

    def __init__(self, connection: Connection, vaults: Vaults) -> None:
        self.connection = connection
        self.vaults = vaults
        self.tallied: Counter[Key] = Counter()

    def execute(self, statement: Executable, rows: Sequence[Mapping[str, Any]] | None = None) -> Result[Any]:
        return self.connection.execute(statement, rows)

    def change(self, statement: Executable) -> int:
        """How many rows an UPDATE or DELETE changed."""
        result = self.connection.execute(statement)
        assert isinstance(result, CursorResult), "an UPDATE or DELETE has a cursor"
        return result.rowcount

    def tally(self, letter_id: int, at: datetime, event: Event, provider: str, change: int = 1) -> None:
        """Count what happened to a letter."""
        self.tallied[key_of(letter_id, at, event, provider)] += change

    def vault(self, name: str) -> Vault:
        """The vault of that name. Raises LookupError, KeyProblem."""
        return self.vaults.of(self.connection, name)


class Unavailable(Exception):
    """The database did not take the write or the read; nothing is known to have changed."""


class _CommitUnknown(Exception):
    """The connection was lost while committing: it may have happened."""


@dataclass(slots=True, eq=False)
class _Write:
    """A call that waits for the writer. is_each: its action takes a list of items and answers each."""

    action: Callable[..., Any]
    args: tuple[Any, ...]
    is_each: bool
    answer: "asyncio.Future[Any]"


class Database:
    """One database by its SQLAlchemy URL: SQLite by Python's own driver, or PostgreSQL by asyncpg.

    Whatever talks to it is a plain function. For SQLite it runs in a thread, once there and back for a whole
    transaction; for PostgreSQL in a greenlet on the event loop, over asyncpg. docs/decisions/0002 says why.
    """

    def __init__(self, url: str, vaults: Vaults) -> None:
        self.url = _driver_words(make_url(url))
        self._vaults = vaults
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._readers = self._engine(is_writer=False)
        self._writers = self._engine(is_writer=True)
        self._waiting: asyncio.Queue[_Write] = asyncio.Queue(WAITING_MOST)
        self._writer: asyncio.Task[None] | None = None
        self._connection: Connection | None = None
        self._may_read = asyncio.Semaphore(READERS)
        self._not_begun: dict[tuple[Any, ...], asyncio.Future[Any]] = {}
        self._read_threads = ThreadPoolExecutor(READERS, "reader")
        self._write_thread = ThreadPoolExecutor(1, "writer")

    def _engine(self, is_writer: bool) -> Engine:
        options: dict[str, Any] = {
            "pool_size": 1 if is_writer else READERS,
            "max_overflow": 0,
            "pool_timeout": TURN_WITHIN,
            "hide_parameters": True,
        }
        if self.is_sqlite:
            engine = create_engine(self.url, **options)
            _prepare_sqlite(engine, is_writer)
            return engine
        isolation = "READ COMMITTED" if is_writer else "REPEATABLE READ"
        connect = {"timeout": 5, "command_timeout": 30}
        over_asyncpg = create_async_engine(self.url, isolation_level=isolation, connect_args=connect, **options)
        return over_asyncpg.sync_engine

    async def _call(self, threads: ThreadPoolExecutor, function: Callable[..., T], *args: Any) -> T:
        """Run a plain function that talks to the database."""
        if self.is_sqlite:
            return await asyncio.get_running_loop().run_in_executor(threads, function, *args)
        return await greenlet_spawn(function, *args)

    async def start(self) -> None:
        """Begin to take writes."""
        if self.is_sqlite:
            sys.setswitchinterval(SWITCH_EVERY)
        self._writer = asyncio.create_task(self._write_groups(), name="writer")

    async def stop(self) -> None:
        """Take no more writes, finish those that wait, then close every connection."""
        writer, self._writer = self._writer, None
        if writer:
            await self._waiting.join()
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
        await self._call(self._write_thread, self._close)
        self._write_thread.shutdown()
        self._read_threads.shutdown()

    def _close(self) -> None:
        self._drop_connection()
        self._readers.dispose()
        self._writers.dispose()

    async def read(self, query: Callable[[Db, *Args], T], *args: *Args) -> T:
        """What a query finds in one snapshot that is no older than this call. Raises Unavailable.

        Callers who ask the same while it waits for its turn share one answer; nobody may change it.
        """
        key = (query, *args)
        try:
            reading = self._not_begun.get(key)
        except TypeError:
            return await self._read_alone(query, args)
        if reading is None:
            reading = self._not_begun[key] = asyncio.ensure_future(self._read_shared(key, query, args))
        found: T = await asyncio.shield(reading)
        return found

    async def _read_shared(self, key: tuple[Any, ...], query: Callable[..., T], args: tuple[Any, ...]) -> T:
        try:
            await asyncio.wait_for(self._may_read.acquire(), TURN_WITHIN)
        except TimeoutError as error:
            raise Unavailable("too many reads wait") from error
        finally:
            del self._not_begun[key]
        try:
            return await self._read_alone(query, args)
        finally:
            self._may_read.release()

    async def _read_alone(self, query: Callable[..., T], args: tuple[Any, ...]) -> T:
        for attempt in (1, 2):
            try:
                return await self._call(self._read_threads, self._read, query, args)
            except (DBAPIError, OSError, TimeoutError) as error:
                if not _is_fault(error):
                    raise
                if attempt == 2 or not _is_lost(error):
                    raise Unavailable(str(error)) from error
        raise AssertionError("unreachable")

    def _read(self, query: Callable[..., T], args: tuple[Any, ...]) -> T:
        with self._readers.connect() as connection, connection.begin():
            return query(Db(connection, self._vaults), *args)

    async def write(self, action: Callable[[Db, *Args], T], *args: *Args) -> T:
        """What an action answers, once its change is durable. Its own exceptions undo it alone."""
        found: T = await self._hand_over(action, args, is_each=False)
        return found

    async def write_each(self, action: Callable[[Db, Sequence[Item]], Sequence[T | Exception]], item: Item) -> T:
        """Like write(), for an action that takes what several callers ask at once and answers each in order.

        An answer that is an exception is raised at its caller.
        """
        found: T = await self._hand_over(action, (item,), is_each=True)
        return found

    async def _hand_over(self, action: Callable[..., Any], args: tuple[Any, ...], is_each: bool) -> Any:
        if self._writer is None:
            raise Unavailable("the writer does not run")
        waiting = _Write(action, args, is_each, asyncio.get_running_loop().create_future())
        try:
            self._waiting.put_nowait(waiting)
        except asyncio.QueueFull as error:
            raise Unavailable("too many writes wait") from error
        return await asyncio.shield(waiting.answer)

    async def _write_groups(self) -> None:
        while True:
            group = [await self._waiting.get()]
            while len(group) < GROUP_MOST and not self._waiting.empty():
                group.append(self._waiting.get_nowait())
            try:
                await self._write_group(group)
            except Exception as error:
                _fail(group, Unavailable(type(error).__name__))
            finally:
                _fail(group, Unavailable("the writer stopped"))
                for _ in group:
                    self._waiting.task_done()

    async def _write_group(self, group: list[_Write]) -> None:
        """Commit the group as one transaction; where that fails for a reason of one, each by itself."""
        try:
            answers = await self._call(self._write_thread, self._transact, group)
        except Unavailable as error:
            answers = [error] * len(group)
        except Exception as error:
            if len(group) == 1:
                answers = [error]
            else:
                for write in group:
                    await self._write_group([write])
                return
        for write, answer in zip(group, answers, strict=True):
            if write.answer.cancelled():
                continue
            if isinstance(answer, BaseException):
                write.answer.set_exception(answer)
            else:
                write.answer.set_result(answer)

    def _transact(self, group: list[_Write]) -> list[Any]:
        """Answers of a committed group. A connection found dead before the commit is replaced once.

        What PostgreSQL ended because two processes waited for one another is tried once more too.
        """
        for attempt in (1, 2):
            try:
                return self._transact_once(group)
            except _CommitUnknown as error:
                self._drop_connection()
                raise Unavailable("the connection was lost while committing") from error
            except (DBAPIError, OSError, TimeoutError) as error:
                if not _is_fault(error):
                    raise
                self._drop_connection()
                if attempt == 2 or not (_is_lost(error) or _is_deadlock(error)):
                    raise Unavailable(str(error)) from error
        raise AssertionError("unreachable")

    def _transact_once(self, group: list[_Write]) -> list[Any]:
        if self._connection is None:
            self._connection = self._writers.connect()
        transaction = self._connection.begin()
        try:
            db = Db(self._connection, self._vaults)
            answers = _answer_group(db, group)
            milestones.add(db.connection, db.tallied)
        except BaseException:
            _roll_back(transaction)
            raise
        try:
            transaction.commit()
        except (DBAPIError, OSError, TimeoutError) as error:
            _roll_back(transaction)
            if _is_lost(error):
                raise _CommitUnknown from error
            raise
        return answers

    def _drop_connection(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            with suppress(DBAPIError, OSError):
                connection.invalidate()
                connection.close()

    async def run_migrations(self, run: Callable[[Connection, *Args], T], *args: *Args) -> T:
        """Run what changes the tables, in one transaction of its own. Raises Unavailable."""
        try:
            return await self._call(self._write_thread, self._migrate, run, args)
        except (DBAPIError, OSError, TimeoutError) as error:
            raise Unavailable(type(getattr(error, "orig", error)).__name__) from error

    def _migrate(self, run: Callable[..., T], args: tuple[Any, ...]) -> T:
        with self._writers.begin() as connection:
            return run(connection, *args)


def padded(values: Iterable[Item]) -> list[Item]:
    """The values for an IN list, one repeated until there are 1, 2, 4, 8 ..: few texts, each prepared once."""
    listed = list(values)
    missing = (1 << (len(listed) - 1).bit_length()) - len(listed) if listed else 0
    return listed + listed[:1] * missing


def _fail(group: Sequence[_Write], error: Exception) -> None:
    """Answer those that have no answer yet: nobody may wait for ever."""
    for write in group:
        if not write.answer.done():
            write.answer.set_exception(error)


def _roll_back(transaction: Transaction) -> None:
    with suppress(DBAPIError, OSError):
        transaction.rollback()


def _answer_group(db: Db, group: list[_Write]) -> list[Any]:
    """Every write's answer, in order. Those of one each-action go together, the others have a savepoint each."""
    answers: dict[int, Any] = {}
    together: dict[Callable[..., Any], list[int]] = {}
    for index, write in enumerate(group):
        if write.is_each:
            together.setdefault(write.action, []).append(index)
        else:
            answers[index] = _answer_alone(db, write, needs_savepoint=len(group) > 1)
    for action, indexes in together.items():
        found = action(db, [group[index].args[0] for index in indexes])
        answers.update(zip(indexes, found, strict=True))
    return [answers[index] for index in range(len(group))]


def _answer_alone(db: Db, write: _Write, needs_savepoint: bool) -> Any:
    """One action's answer. Alone in its transaction an exception undoes that; in company, its savepoint."""
    if not needs_savepoint:
        return write.action(db, *write.args)
    tallied = db.tallied.copy()
    try:
        with db.connection.begin_nested():
            return write.action(db, *write.args)
    except DBAPIError:
        raise
    except Exception as error:
        db.tallied = tallied
        return error


def _driver_words(url: URL) -> URL:
    """The URL with what PostgreSQL's own tools call sslmode under the name that asyncpg gives it."""
    sslmode = url.query.get("sslmode")
    if not isinstance(sslmode, str):
        return url
    return url.difference_update_query(["sslmode"]).update_query_dict({"ssl": sslmode})


def _prepare_sqlite(engine: Engine, is_writer: bool) -> None:
    """WAL, durable commits, foreign keys; transactions that begin when we say, the writer's with its lock."""

    @event.listens_for(engine, "connect")
    def connect(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")


def _is_fault(error: BaseException) -> bool:
    """Whether the database, and not the statement, is at fault."""
    if not isinstance(error, DBAPIError):
        return True
    return isinstance(error, OperationalError | InterfaceError) or _is_lost(error) or _is_deadlock(error)


def _is_lost(error: BaseException) -> bool:
    """Whether the connection is gone, so that another one may serve."""
    return isinstance(error, DBAPIError) and error.connection_invalidated


def _is_deadlock(error: BaseException) -> bool:
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) == DEADLOCK
