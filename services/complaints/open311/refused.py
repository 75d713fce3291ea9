"""What is not done, as Open311 says it: an array of errors, in the language of whoever reads it."""

from collections.abc import Mapping

from services.complaints import texts


class Refused(Exception):
    """Raised anywhere in a request to end it with this error; nothing was changed.

    `name` is that of the error in `texts`, `values` fill in its words.
    """

    def __init__(
        self, name: str, status: int = 400, headers: Mapping[str, str] | None = None, **values: object
    ) -> None:
        self.name, self.status, self.headers, self.values = name, status, headers or {}, values
        super().__init__(name)

    def in_words(self, language: str) -> str:
        """What is wrong, where, and what to do."""
        return texts.of(language).open311.errors[self.name].format(**self.values)
