"""Brings the documents of an earlier version into the form of today, before anything else reads them.

A collection is read in pages: ranges of a field whose values begin with evenly spread hexadecimal digits, so that each
matches a bounded number of documents. Each old document is replaced as a whole, provided nobody has changed it since
it was read. So a crash, a repetition or a second process at the same time does no harm. When all is done a marker says
which form the collection has: a start then costs one look.

A process of the earlier version must not run any more: what it writes after the marker stays as it is.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from chassis import logs
from chassis.errors import ConfigurationError, Duplicate, StoreUnavailable
from chassis.mongo import Collection, Document, Driver, Filter
from chassis.shares import Share
from contracts.codec import UnknownEvent

log = logs.get(__name__)

MAX_PAGE = 100
"""Documents that are read and written at once."""
DIGITS = 8
RANGES = 16**DIGITS
FIRST_RANGE = Share(width=RANGES >> 10, of=RANGES)
MAX_READS = 10
"""How often a page is read again because its documents were changed meanwhile."""


class MigrationError(ConfigurationError):
    """A document that must not be guessed at: somebody has to look at it before this version can start."""


@dataclass(frozen=True)
class Migration:
    """How the documents of a collection reach their present `form`, a number that grows with each change of it.

    Only old documents have the field `marked_by`. `migrate` makes a new document of one; a LookupError, TypeError,
    ValueError or UnknownEvent in it says what is wrong. `guards` are the fields that show whether a document was
    changed meanwhile.

    Pages are ranges of `paged_by`, and `page_index` is made for them where no index of the earlier version serves.
    `indexes` of the earlier version are dropped; `renamed` collections keep their documents as they are.
    """

    collection: str
    form: int
    marked_by: str
    migrate: Callable[[Document], Document]
    guards: tuple[str, ...]
    paged_by: str
    page_index: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)


async def migrate(driver: Driver, migration: Migration) -> None:
    """Bring all documents of the collection into its form. Raises `MigrationError` for one that cannot be, and
    `StoreUnavailable` when the store does not answer: called again, it goes on with what is left.
    """
    forms = driver.collection("document_forms")
    if await _has_form(forms, migration):
        return
    collection = driver.collection(migration.collection)
    for index in migration.indexes:
        await collection.drop_index(index)
    for name, new_name in migration.renamed.items():
        await driver.collection(name).rename(new_name)
    if migration.page_index:
        await collection.create_index(migration.page_index)
    migrated = await _migrate_all(collection, migration)
    if migration.page_index:
        await collection.drop_index("_".join(f"{each}_1" for each in migration.page_index))
    await _mark(forms, migration)
    log.info("documents have their present form", collection=migration.collection, migrated=migrated)


async def _has_form(forms: Collection, migration: Migration) -> bool:
    marker = await forms.find_one({"_id": migration.collection})
    form = 0 if marker is None else int(marker["form"])
    if form > migration.form:
        raise MigrationError(
            f"store: {migration.collection} has form {form}, this version reads form {migration.form}: "
            "start the version that wrote it, or a later one"
        )
    return form == migration.form


async def _mark(forms: Collection, migration: Migration) -> None:
    try:
        await forms.update_one({"_id": migration.collection}, {"$max": {"form": migration.form}}, upsert=True)
    except Duplicate:
        log.info("another process has finished the same migration", collection=migration.collection)


async def _migrate_all(collection: Collection, migration: Migration) -> int:
    share, migrated, reads = FIRST_RANGE, 0, 0
    while True:
        page = await _page(collection, migration.paged_by, {}, share)
        if page is None:
            share = _narrowed(share, migration.collection, migration.paged_by)
            continue
        old = [document for document in page if migration.marked_by in document]
        replaced = await collection.replace_each([_replacement(document, migration) for document in old])
        migrated += replaced
        if old:
            done = f"{min(1.0, (share.begin + share.width) / RANGES):.1%}"
            log.info("documents migrated", collection=migration.collection, documents=migrated, done=done)
        if replaced < len(old):
            reads = _counted(reads, migration)
        elif share.is_last:
            return migrated
        else:
            share, reads = share.next(len(page), MAX_PAGE), 0


async def pages(collection: Collection, paged_by: str, fields: Filter) -> AsyncIterator[list[Document]]:
    """All documents of a collection, fewer than `MAX_PAGE` at a time."""
    share, is_last = FIRST_RANGE, False
    while not is_last:
        page = await _page(collection, paged_by, fields, share)
        if page is None:
            share = _narrowed(share, collection.name, paged_by)
            continue
        yield page
        share, is_last = share.next(len(page), MAX_PAGE), share.is_last


async def _page(collection: Collection, paged_by: str, fields: Filter, share: Share) -> list[Document] | None:
    """The documents in a range, None when it holds too many."""
    page = await collection.find({paged_by: _range(share)}, fields, MAX_PAGE)
    return None if len(page) == MAX_PAGE else page


def _narrowed(share: Share, collection: str, paged_by: str) -> Share:
    if share.width == 1:
        begin = f"{share.begin:0{DIGITS}x}"
        raise MigrationError(
            f"store: {collection}: {MAX_PAGE} documents or more have a {paged_by} that begins with "
            f"{begin}, so no page can hold them; this system gives no such ids: remove what it did not write"
        )
    return share.narrowed()


def _counted(reads: int, migration: Migration) -> int:
    if reads == MAX_READS:
        raise StoreUnavailable(f"{migration.collection} keeps changing: does a process of the earlier version run?")
    return reads + 1


def _range(share: Share) -> Filter:
    end = share.begin + share.width
    lower = {"$gte": f"{share.begin:0{DIGITS}x}" if share.begin else ""}
    return lower if share.is_last else {**lower, "$lt": f"{end:0{DIGITS}x}"}


def _replacement(document: Document, migration: Migration) -> tuple[Filter, Document]:
    unchanged = {name: document.get(name) for name in migration.guards}
    where = {"_id": document["_id"], migration.marked_by: {"$exists": True}, **unchanged}
    try:
        return where, migration.migrate(document)
    except (LookupError, TypeError, ValueError, UnknownEvent) as error:
        # Without its cause, which could show what people wrote.
        raise MigrationError(
            f"store: {migration.collection}: document {document['_id']!r} cannot be brought into form "
            f"{migration.form}: {_reason(error)}; correct this document and start again"
        ) from None


def _reason(error: Exception) -> str:
    """What is wrong, without a value."""
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return f"it has no {error}" if isinstance(error, KeyError) else str(error)
