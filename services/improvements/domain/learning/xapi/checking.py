"""What checks are made of: each takes a value and its place in the statement, and yields what is wrong with it."""

from collections.abc import Callable, Collection, Iterator, Mapping

from services.improvements.domain.refusals import Refusal

Check = Callable[[object, str], Iterator[Refusal]]


def unfit(at: str, what: str, remedy: str) -> Refusal:
    """The value at a place is not what it has to be."""
    return Refusal("member_unfit", f"it is {what}", remedy, at)


def a(types: type | tuple[type, ...], name: str, fits: Callable[..., bool] = lambda _: True) -> Check:
    """A value of a JSON type that also fits; `name` completes "it is no …". True and false are no numbers."""

    def check(value: object, at: str) -> Iterator[Refusal]:
        is_other = not isinstance(value, types) or (isinstance(value, bool) and types is not bool)
        if is_other or (isinstance(value, str) and not _is_unicode(value)) or not fits(value):
            yield unfit(at, f"no {name}", f"send a {name}, or leave it out")

    return check


def an_object(members: Mapping[str, Check], required: Collection[str] = ()) -> Check:
    """An object with no other members than these, among them those that are required."""

    def check(value: object, at: str) -> Iterator[Refusal]:
        if not isinstance(value, dict):
            yield unfit(at, "no object", "send an object, or leave it out")
            return
        for name in required:
            if name not in value:
                yield Refusal("member_missing", "it is missing", "send it", _within(at, name))
        for name, each in value.items():
            if name not in members:
                remedy = f"leave it out; there are: {', '.join(members)}"
                yield Refusal("member_unknown", "xAPI has no such member here", remedy, _within(at, str(name)))
            else:
                yield from members[name](each, _within(at, name))

    return check


def a_list(of: Check, least: int = 0) -> Check:
    """A list of values of a kind, with so many of them at least."""

    def check(value: object, at: str) -> Iterator[Refusal]:
        if not isinstance(value, list) or len(value) < least:
            yield unfit(at, f"no list of {least} values or more", "send a list, or leave it out")
            return
        for place, each in enumerate(value):
            yield from of(each, f"{at}[{place}]")

    return check


def one_of(*names: str) -> Check:
    """One of these texts."""
    return a(str, f"one of {', '.join(names)}", lambda value: value in names)


def a_map(key: Check, value_check: Check) -> Check:
    """An object whose names and values are of these kinds."""

    def check(value: object, at: str) -> Iterator[Refusal]:
        if not isinstance(value, dict):
            yield unfit(at, "no object", "send an object, or leave it out")
            return
        for name, each in value.items():
            yield from key(name, _within(at, str(name)))
            yield from value_check(each, _within(at, str(name)))

    return check


def all_of(*checks: Check) -> Check:
    """What all of these find."""

    def check(value: object, at: str) -> Iterator[Refusal]:
        for each in checks:
            yield from each(value, at)

    return check


def anything(_value: object, _at: str) -> Iterator[Refusal]:
    """Any value, also null: what an extension holds is the affair of whoever uses it."""
    return iter(())


def _within(at: str, name: str) -> str:
    shown = name[:80] if _is_unicode(name) else ascii(name[:80])
    return f"{at}.{shown}" if at else shown


def _is_unicode(text: str) -> bool:
    """Whether it can be written: half of a pair of surrogates, which JSON lets pass, cannot."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
