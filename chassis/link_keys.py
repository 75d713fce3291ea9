"""The keys of signed links, from a YAML file that notify and complaints share. No error ever shows a secret.

    keys:
      - {id: k2, secret: base64 of at least 32 random bytes}
      - {id: k1, secret: …}

The first key signs, all of them are accepted. To change keys, put the new one second everywhere, then first, and take
the old one out three days later, when its last link has expired.
"""

import base64
import binascii
from pathlib import Path
from typing import Any

import yaml

from contracts.errors import ConfigurationError
from contracts.links import LinkKey

_ID_LENGTH = 16


def load_link_keys(file: Path) -> tuple[LinkKey, ...]:
    """Read the keys, at least one; raises `ConfigurationError` that names the file and the fault."""
    content = _content(file)
    entries = content.get("keys") if isinstance(content, dict) and set(content) == {"keys"} else None
    if not isinstance(entries, list) or not entries:
        raise ConfigurationError(f"{file}: must have `keys`, a list of at least one key with `id` and `secret`")
    keys = tuple(_key(file, number, entry) for number, entry in enumerate(entries))
    if len({key.id for key in keys}) < len(keys):
        raise ConfigurationError(f"{file}: two keys have the same id: {', '.join(key.id for key in keys)}")
    return keys


def _content(file: Path) -> Any:
    try:
        return yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{file}: the keys of links cannot be read: {error.strerror}") from error
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ConfigurationError(f"{file}{line}: not valid YAML") from None  # the parser's message quotes the file
    except (yaml.YAMLError, ValueError):
        raise ConfigurationError(f"{file}: not valid YAML") from None


def _key(file: Path, number: int, entry: object) -> LinkKey:
    where = f"{file}: keys.{number}"
    if not isinstance(entry, dict) or set(entry) != {"id", "secret"}:
        raise ConfigurationError(f"{where}: must have `id` and `secret`, and nothing else")
    id_, secret = entry["id"], entry["secret"]
    if not isinstance(id_, str) or not id_.isascii() or not id_.isalnum() or len(id_) > _ID_LENGTH:
        raise ConfigurationError(f"{where}.id: must be a text of 1 to {_ID_LENGTH} letters and digits such as k1")
    try:
        return LinkKey(id_, base64.b64decode(secret if isinstance(secret, str) else "?", validate=True))
    except binascii.Error:
        raise ConfigurationError(f"{where}.secret: must be base64, as `openssl rand -base64 32` prints it") from None
    except ValueError as error:
        raise ConfigurationError(f"{where}.secret: {error}") from None
