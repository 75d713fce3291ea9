"""The texts to start a message from: they can be chosen and filled in."""

from collections.abc import Iterator

from city.faults import Fault
from city.files.categories import CategoriesFile
from city.files.replies import PLACEHOLDERS, RepliesFile, named_in


def categories_of_replies_exist(replies: RepliesFile, categories: CategoriesFile) -> Iterator[Fault]:
    """A text for a category that does not exist would never be offered."""
    known = {category.code for category in categories.categories}
    for number, reply in enumerate(replies.replies):
        if reply.category is not None and reply.category not in known:
            reason = f"no such category in categories.yaml: {reply.category}"
            yield Fault("replies", ("replies", number, "category"), reason)


def placeholders_are_known(replies: RepliesFile) -> Iterator[Fault]:
    """What nobody fills in would be sent to the complainant in its braces."""
    for number, reply in enumerate(replies.replies):
        for language, text in reply.text.root.items():
            at = ("replies", number, "text", language)
            try:
                unknown = sorted(named_in(text) - set(PLACEHOLDERS))
            except ValueError as error:
                yield Fault("replies", at, f"its braces do not match: {error}")
                continue
            if unknown:
                known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
                yield Fault("replies", at, f"nobody fills in {', '.join(unknown)}; there are {known}")
