"""Why a step is refused, and what to do instead."""


class Refused(Exception):
    """The step is not taken and nothing has changed. `reason` is a code; `field` names the input at fault."""

    def __init__(self, reason: str, detail: str, remedy: str, field: str | None = None) -> None:
        self.reason, self.detail, self.remedy, self.field = reason, detail, remedy, field
        super().__init__(f"{reason}: {detail}")
