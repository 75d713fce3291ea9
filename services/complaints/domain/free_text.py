"""What free text of people may look like, whatever way it comes in: see `contracts.free_text`."""

from contracts.free_text import MAX_EXTERNAL_ID, MAX_TEXT, PRINTABLE, WrongText, proper_key, proper_text

__all__ = ["MAX_EXTERNAL_ID", "MAX_TEXT", "PRINTABLE", "WrongText", "proper_key", "proper_text"]
