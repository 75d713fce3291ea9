"""Which errors of the database are an outage, which are somebody else's document, and which are our own mistake."""

from typing import Any

from pymongo.errors import (
    BulkWriteError,
    ConnectionFailure,
    CursorNotFound,
    ExecutionTimeout,
    OperationFailure,
    WriteConcernError,
    WriteError,
)

from chassis.errors import Duplicate, StoreUnavailable

DUPLICATE_CODES = frozenset({11000, 11001, 12582})
OUTAGE_CODES = frozenset(
    {
        1,  # InternalError: of the server itself; the local store's answer when its disk is full
        6,  # HostUnreachable
        7,  # HostNotFound
        24,  # LockTimeout
        43,  # CursorNotFound
        50,  # MaxTimeMSExpired
        64,  # WriteConcernFailed
        89,  # NetworkTimeout
        91,  # ShutdownInProgress
        100,  # CannotSatisfyWriteConcern
        112,  # WriteConflict
        133,  # FailedToSatisfyReadPreference
        134,  # ReadConcernMajorityNotAvailableYet
        189,  # PrimarySteppedDown
        202,  # NetworkInterfaceExceededTimeLimit
        262,  # ExceededTimeLimit
        9001,  # SocketException
        10058,  # LegacyNotPrimary
        10107,  # NotWritablePrimary
        11600,  # InterruptedAtShutdown
        11601,  # Interrupted
        11602,  # InterruptedDueToReplStateChange
        13435,  # NotPrimaryNoSecondaryOk
        13436,  # NotPrimaryOrSecondary
        14031,  # OutOfDiskSpace
    }
)
"""What the server answers when it cannot serve anybody now. Any other code says what is wrong with our own request:
trying it again cannot help, so it is raised as it is."""


def named_error(command: str, error: Exception) -> Exception:
    """`StoreUnavailable` for what can be an outage, `Duplicate` for a taken unique value, else the error as it is."""
    if isinstance(error, BulkWriteError):
        return _worst(command, error)
    if isinstance(error, OperationFailure) and error.code in DUPLICATE_CODES:
        return Duplicate(str(error))
    if _is_outage(error):
        return StoreUnavailable(f"{command}: {type(error).__name__}: {str(error) or 'no answer in time'}")
    return error


def _is_outage(error: Exception) -> bool:
    if isinstance(error, OperationFailure):
        is_named = isinstance(error, ExecutionTimeout | CursorNotFound | WriteConcernError)
        return is_named or error.code in OUTAGE_CODES
    return isinstance(error, TimeoutError | ConnectionFailure)


def _worst(command: str, error: BulkWriteError) -> Exception:
    """One of our own mistakes counts before an outage, and an outage before a duplicate."""
    faults = list(write_errors(command, error).values())
    if any(not isinstance(fault, Duplicate | StoreUnavailable) for fault in faults):
        return error
    if reason := unconfirmed(error):
        return StoreUnavailable(f"{command}: {reason}")
    return next((fault for fault in faults if isinstance(fault, StoreUnavailable)), faults[0] if faults else error)


def write_errors(command: str, error: BulkWriteError) -> dict[int, Exception]:
    """The named error of each operation that failed, by its position."""
    details: Any = error.details or {}
    return {
        fault["index"]: named_error(command, WriteError(fault["errmsg"], fault["code"], fault))
        for fault in details.get("writeErrors", ())
    }


def unconfirmed(error: BulkWriteError) -> str | None:
    """Why no majority has confirmed the writes of which the server says no other error."""
    details: Any = error.details or {}
    errors = details.get("writeConcernErrors")
    return f"not confirmed: {errors[0].get('errmsg')}" if errors else None
