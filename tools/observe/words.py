"""Values as people read them, and what they mean."""

from enum import StrEnum

from tools.dashboards.panels import Panel, Unit


class Standing(StrEnum):
    """What a value asks of whoever looks at it. Colours have these words beside them."""

    WELL = "well"
    WATCH = "watch"
    ACT = "act"
    UNKNOWN = "unknown"


_STEPS = ((86_400.0, "d"), (3_600.0, "h"), (60.0, "min"))


def shown(value: float, unit: Unit) -> str:
    """A value with its unit."""
    match unit:
        case Unit.SECONDS:
            return _duration(value)
        case Unit.SHARE:
            return f"{value:.2%}"
        case Unit.BYTES:
            return f"{value / 2**20:,.0f} MiB"
        case Unit.PER_SECOND:
            return f"{value:,.2f}/s"
    return f"{value:,.0f}" if value >= 10 or value == round(value) else f"{value:,.1f}"


def standing(value: float, panel: Panel) -> Standing:
    """What the value means by the limits of its panel."""

    def beyond(limit: float | None) -> bool:
        return limit is not None and (value < limit if panel.low_is_bad else value >= limit)

    return Standing.ACT if beyond(panel.bad) else Standing.WATCH if beyond(panel.warn) else Standing.WELL


def _duration(seconds: float) -> str:
    for length, name in _STEPS:
        if seconds >= 2 * length:
            return f"{seconds / length:,.0f} {name}"
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"
