"""Which errors of the database are an outage, which are somebody else's document, and which are our own mistake."""

from typing import Any

import pytest
from bson.errors import InvalidDocument
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    CursorNotFound,
    DocumentTooLarge,
    DuplicateKeyError,
    ExecutionTimeout,
    InvalidOperation,
    NetworkTimeout,
    NotPrimaryError,
    OperationFailure,
    ServerSelectionTimeoutError,
    WaitQueueTimeoutError,
    WriteConcernError,
    WriteError,
    WTimeoutError,
)

from chassis.errors import Duplicate, StoreUnavailable, TemporarilyUnavailable
from chassis.mongo_errors import named_error

OUTAGES = {
    1: "InternalError, the local store's answer when its disk is full",
    50: "MaxTimeMSExpired",
    64: "WriteConcernFailed",
    89: "NetworkTimeout",
    91: "ShutdownInProgress",
    100: "CannotSatisfyWriteConcern",
    112: "WriteConflict",
    189: "PrimarySteppedDown",
    262: "ExceededTimeLimit",
    10107: "NotWritablePrimary",
    11600: "InterruptedAtShutdown",
    11602: "InterruptedDueToReplStateChange",
    13435: "NotPrimaryNoSecondaryOk",
    14031: "OutOfDiskSpace",
}
MISTAKES = {
    2: "BadValue",
    9: "FailedToParse",
    13: "Unauthorized",
    14: "TypeMismatch",
    18: "AuthenticationFailed",
    40: "ConflictingUpdateOperators",
    52: "DollarPrefixedFieldName",
    54: "NotSingleValueField",
    59: "CommandNotFound",
    66: "ImmutableField",
    67: "CannotCreateIndex",
    85: "IndexOptionsConflict",
    86: "IndexKeySpecsConflict",
    121: "DocumentValidationFailure",
    10334: "BSONObjectTooLarge",
    17419: "resulting document is too large",
}


def bulk_error(*codes: int, unconfirmed: bool = False) -> BulkWriteError:
    faults = [{"index": index, "code": code, "errmsg": str(code)} for index, code in enumerate(codes)]
    concerns = [{"code": 64, "errmsg": "waiting for replication timed out"}] if unconfirmed else []
    return BulkWriteError({"writeErrors": faults, "writeConcernErrors": concerns})


@pytest.mark.parametrize("code", OUTAGES, ids=OUTAGES.get)
def test_what_the_server_cannot_do_now_is_an_outage(code: int) -> None:
    for error in (OperationFailure("x", code), WriteError("x", code), bulk_error(code)):
        named = named_error("find", error)
        assert isinstance(named, StoreUnavailable)
        assert isinstance(named, TemporarilyUnavailable)
        assert str(named).startswith("store unavailable: find: ")


@pytest.mark.parametrize("code", MISTAKES, ids=MISTAKES.get)
def test_what_is_wrong_with_our_request_is_raised_as_it_is(code: int) -> None:
    for error in (OperationFailure("x", code), WriteError("x", code), bulk_error(code)):
        assert named_error("update_one", error) is error


@pytest.mark.parametrize(
    "error",
    [
        TimeoutError(),
        AutoReconnect("x"),
        NetworkTimeout("x"),
        NotPrimaryError("x"),
        ServerSelectionTimeoutError("x"),
        WaitQueueTimeoutError("x"),
        ExecutionTimeout("x", 50),
        CursorNotFound("x", 43),
        WTimeoutError("x", 64),
        WriteConcernError("x", 79),
        StoreUnavailable("x"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_lost_connections_time_limits_and_write_concerns_are_outages(error: Exception) -> None:
    assert isinstance(named_error("find", error), StoreUnavailable)


@pytest.mark.parametrize(
    "error",
    [InvalidOperation("x"), InvalidDocument("x"), DocumentTooLarge("x"), OverflowError(), ValueError()],
    ids=lambda error: type(error).__name__,
)
def test_what_the_client_itself_refuses_is_raised_as_it_is(error: Exception) -> None:
    assert named_error("insert_many", error) is error


def test_a_taken_unique_value_is_a_duplicate() -> None:
    for error in (DuplicateKeyError("x", 11000), WriteError("x", 11001), bulk_error(11000)):
        assert isinstance(named_error("update_one", error), Duplicate)


@pytest.mark.parametrize(
    ("codes", "unconfirmed", "expected"),
    [
        ((11000, 91), False, StoreUnavailable),
        ((11000, 91, 121), False, BulkWriteError),
        ((11000,), True, StoreUnavailable),
        ((121,), True, BulkWriteError),
        ((), True, StoreUnavailable),
    ],
)
def test_of_many_errors_our_own_mistake_counts_first_then_an_outage(
    codes: tuple[int, ...], unconfirmed: bool, expected: type[Any]
) -> None:
    assert isinstance(named_error("bulk_write", bulk_error(*codes, unconfirmed=unconfirmed)), expected)
