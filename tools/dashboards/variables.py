"""The variables of the dashboards: what a reader chooses at the top of a page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """A label whose values `query` finds; all of them unless some are chosen."""

    name: str
    label: str
    query: str


CHOICES = (
    Choice("namespace", "Namespace", "label_values(tanggap_build_info, namespace)"),
    Choice("service", "Service", 'label_values(tanggap_build_info{namespace=~"$namespace"}, service)'),
    Choice("unit", "Unit", 'label_values(tanggap_open_complaints{namespace=~"$namespace"}, unit)'),
)
EVERYTHING = ".*"
TRIAGE = ("triage", "Triage unit", "triage")
"""A name to type in: cities call theirs as they like."""
RUNBOOKS = ("runbooks", "Runbooks", "/runbooks")
"""Where the runbooks are; an overlay names its own place."""
SOURCE = "datasource"


def chosen(expr: str, **values: str) -> str:
    """The expression with these values, and with everything for what is not given; rates are over a minute."""
    known = {"namespace": EVERYTHING, "service": EVERYTHING, "unit": EVERYTHING, "triage": TRIAGE[2]} | values
    for name, value in {**known, "__rate_interval": "1m"}.items():
        expr = expr.replace(f"${name}", value)
    return expr
