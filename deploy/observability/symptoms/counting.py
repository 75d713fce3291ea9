"""Expressions that several alerts need."""


def grown(series: str, window: str, by: str = "") -> str:
    """By how much counters grew, summed; a series that came into being within the window counts whole.

    `increase` alone misses the first: a counter with labels often begins to exist at 1.
    """
    of = f"sum by ({by})" if by else "sum"
    return f"({of} (increase({series}[{window}])) > 0 or {of} ({series} unless {series} offset {window}) > 0)"


def or_zero(expr: str) -> str:
    """The sum of something, 0 where there is nothing at all."""
    return f"(sum({expr}) or vector(0))"
