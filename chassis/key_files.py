"""Reads the file of the tracking key: codes, and all that pages sign, follow from it."""

from pathlib import Path

from chassis.errors import ConfigurationError

_MIN_KEY_BYTES = 16


def read_key(file: Path) -> bytes:
    """Read the key; raises `ConfigurationError` when it is missing or too short to be a secret."""
    try:
        key = file.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{file}: the tracking key cannot be read: {error.strerror}") from error
    if len(key) < _MIN_KEY_BYTES:
        raise ConfigurationError(
            f"{file}: the tracking key has {len(key)} bytes; it needs {_MIN_KEY_BYTES} random ones"
        )
    return key
