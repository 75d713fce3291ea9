"""What keeps going wrong, what is done about it, and the figures that are published."""

from tools.dashboards.exprs import HERE, increase
from tools.dashboards.panels import Dashboard, Row, Unit, bars, lines, number, table

T = "tanggap_"
_DAY_S = 86_400

IMPROVEMENTS = Dashboard(
    "tanggap-improvements",
    "Tanggap: Improvements",
    "Is somebody looking for what keeps going wrong, and does what is done about it move?",
    (
        Row(
            "Findings",
            (
                number(
                    "Since the last search",
                    "How long ago patterns were searched for. Searches are a day apart.",
                    Unit.SECONDS,
                    f"time() - max ({T}findings_last_search_timestamp_seconds{{{HERE}}})",
                    "SearchSilent",
                    warn=1.5 * _DAY_S,
                    bad=2 * _DAY_S,
                ),
                number(
                    "Duration of a search",
                    "How long the last search took in the process that did it.",
                    Unit.SECONDS,
                    f"max ({T}findings_search_seconds{{{HERE}}})",
                    "SearchSilent",
                ),
                number(
                    "Open findings",
                    "What is unusual still, and nobody has laid aside.",
                    Unit.COUNT,
                    f"max ({T}findings_open{{{HERE}}})",
                    "SearchSilent",
                ),
                lines(
                    "Findings of a week",
                    "Opened, closed because they were quiet, and laid aside by people, over seven days.",
                    Unit.COUNT,
                    {"{{change}}": increase(f"{T}findings_changed_total", "7d", "change")},
                    "SearchSilent",
                ),
            ),
        ),
        Row(
            "Improvement actions",
            (
                bars(
                    "Open actions",
                    "By their state: waiting for a decision, agreed, begun.",
                    Unit.COUNT,
                    {"{{state}}": f"max by (state) ({T}improvements_open{{{HERE}}})"},
                    "BreachSurge",
                ),
                number(
                    "Overdue actions",
                    "Open actions with a deadline that has passed. Their ladders run as those of complaints do.",
                    Unit.COUNT,
                    f"max ({T}improvements_overdue{{{HERE}}})",
                    "BreachSurge",
                    warn=1,
                ),
                table(
                    "Steps of thirty days",
                    "What people did about actions, and what was refused.",
                    Unit.COUNT,
                    {"{{action}} {{outcome}}": increase(f"{T}improvement_actions_total", "30d", "action,outcome")},
                    "BreachSurge",
                ),
                table(
                    "Effects of ninety days",
                    "Judgements of what became of an action's measure, three and six months after it was done.",
                    Unit.COUNT,
                    {"{{verdict}}": increase(f"{T}effects_judged_total", "90d", "verdict")},
                    "SearchSilent",
                ),
            ),
        ),
        Row(
            "Figures and survey",
            (
                table(
                    "Age of the latest edition",
                    "How long ago figures of a quarter and of a year were made. What still moves is made again daily.",
                    Unit.SECONDS,
                    {"{{kind}}": f"time() - max by (kind) ({T}edition_last_made_timestamp_seconds{{{HERE}}})"},
                    "SearchSilent",
                    warn=1.5 * _DAY_S,
                    bad=2 * _DAY_S,
                ),
                table(
                    "Editions of a day",
                    "How many were made, also again because forms were entered.",
                    Unit.COUNT,
                    {"{{kind}}": increase(f"{T}editions_made_total", "1d", "kind")},
                    "SearchSilent",
                ),
                lines(
                    "Duration of an edition",
                    "How long the last one of its kind took.",
                    Unit.SECONDS,
                    {"{{kind}}": f"max by (kind) ({T}edition_seconds{{{HERE}}})"},
                    "SearchSilent",
                ),
                table(
                    "Survey answers of thirty days",
                    "Answers to the satisfaction survey that were kept, by the way they came.",
                    Unit.COUNT,
                    {"{{via}}": increase(f"{T}survey_answers_total", "30d", "via")},
                    "SearchSilent",
                ),
                table(
                    "Paper forms of thirty days",
                    "What became of forms that people entered.",
                    Unit.COUNT,
                    {"{{outcome}}": increase(f"{T}survey_forms_total", "30d", "outcome")},
                    "SearchSilent",
                ),
            ),
        ),
    ),
)
