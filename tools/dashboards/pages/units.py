"""What each unit has to do."""

from tools.dashboards.exprs import OF_UNIT, increase, quantile, total
from tools.dashboards.panels import Dashboard, Row, Unit, bars, lines, table

T = "tanggap_"
_OLDEST = f"{T}oldest_open_complaint_timestamp_seconds{{{OF_UNIT}}}"
_NOTHING_LATE = "nothing was overdue"
_NO_STEPS = "no answer of a unit was seen in that time"

UNITS = Dashboard(
    "tanggap-units",
    "Tanggap: Units",
    "What each unit has to do, how much of it is late, and how soon people hear something.",
    (
        Row(
            "Now",
            (
                bars(
                    "Open",
                    "Open complaints by state.",
                    Unit.COUNT,
                    {"{{unit}} {{state}}": f"{total(f'{T}open_complaints', 'unit,state', OF_UNIT)} > 0"},
                    "BreachSurge",
                    empty_because="nothing is open",
                ),
                bars(
                    "Overdue",
                    "Open complaints with a deadline that has passed.",
                    Unit.COUNT,
                    {"{{unit}}": f"{total(f'{T}overdue_complaints', 'unit', OF_UNIT)} > 0"},
                    "BreachSurge",
                    empty_because=_NOTHING_LATE,
                ),
                table(
                    "Waiting longest",
                    "Age of the oldest open complaint.",
                    Unit.SECONDS,
                    {"{{unit}}": f"time() - (max by (unit) ({_OLDEST}) > 0)"},
                    "BreachSurge",
                    empty_because="nothing is open",
                ),
                bars(
                    "Waiting for the complainant",
                    "Open complaints on which the unit has asked something.",
                    Unit.COUNT,
                    {"{{unit}}": total(f"{T}open_complaints", "unit", f'{OF_UNIT},state="needs_information"') + " > 0"},
                    "BreachSurge",
                    empty_because="no question is open",
                ),
            ),
        ),
        Row(
            "This week",
            (
                lines(
                    "First response, p50",
                    "From the filing to the first step of the unit, over a day.",
                    Unit.SECONDS,
                    {"{{unit}}": quantile(0.5, f"{T}first_response_seconds", "unit", OF_UNIT, "1d")},
                    "BreachSurge",
                    empty_because=_NO_STEPS,
                ),
                bars(
                    "Deadlines missed this week",
                    "By unit and clock.",
                    Unit.COUNT,
                    {"{{unit}} {{clock}}": f"{increase(f'{T}breaches_total', '7d', 'unit,clock', OF_UNIT)} > 0"},
                    "BreachSurge",
                    empty_because=_NOTHING_LATE,
                ),
            ),
        ),
    ),
)
