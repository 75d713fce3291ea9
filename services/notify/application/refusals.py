"""What a use case refuses, by name; nothing was changed then."""


class Refusal(Exception):
    """The reason in words; `remedy` says what to do instead."""

    def __init__(self, reason: str, remedy: str) -> None:
        self.reason, self.remedy = reason, remedy
        super().__init__(f"{reason}; {remedy}")


class NotFound(Refusal):
    """There is no such thing, or it is somebody else's."""


class WrongField(Refusal):
    """A value cannot be accepted."""

    def __init__(self, field: str, reason: str, remedy: str) -> None:
        self.field = field
        super().__init__(reason, remedy)


class NotNow(Refusal):
    """It is not possible in the state that things are in."""
