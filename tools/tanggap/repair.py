"""`tanggap repair`: what the auditor has found missing, and what is to be done. Nothing is, without --apply."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from contracts.values import Missing
from tools.tanggap.output import Json, Yes, ask, show
from tools.tanggap.repairs import Open, Repairs
from tools.tanggap.running import EXIT_REFUSED, with_audit

COLUMNS = ("finding", "missing", "complaint", "since", "detail", "asked", "would")
KINDS = tuple(kind.value for kind in Missing if kind is not Missing.OTHER)


def _kind(text: str) -> Missing:
    if text not in KINDS:
        raise typer.BadParameter(f"must be one of {', '.join(KINDS)}")
    return Missing(text)


Findings = Annotated[list[str] | None, typer.Argument(help="Findings by id; all that are open.", show_default=False)]
Kind = Annotated[Missing | None, typer.Option(parser=_kind, help="Only what is missing in this way.")]
Apply = Annotated[bool, typer.Option("--apply", help="Do it; without this it is only said.")]


def repair(
    context: typer.Context,
    findings: Findings = None,
    kind: Kind = None,
    apply: Apply = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """List what is missing and what would be done about it; with --apply do it."""
    wanted = with_audit(context.obj, lambda repairs: repairs.find(findings or (), kind))
    if not apply:
        show([_row(each) for each in wanted], as_json, COLUMNS)
        return
    # What only a person can repair is refused where it was named, and otherwise left.
    chosen = wanted if findings else [each for each in wanted if each.repair is not None]
    if len(chosen) > 1:
        ask(f"Repair {len(chosen)} missing steps?", yes)

    async def work(repairs: Repairs) -> tuple[int, dict[str, str]]:
        return await repairs.apply(chosen, datetime.now(UTC)), repairs.refused

    done, refused = with_audit(context.obj, work)
    left = {each.event.finding: each.does for each in wanted if each not in chosen}
    show({"done": done, "refused": refused, "for_a_person": left}, as_json)
    if refused:
        raise typer.Exit(EXIT_REFUSED)


def _row(found: Open) -> dict[str, Any]:
    event = found.event
    return {
        "finding": event.finding,
        "missing": event.missing.value,
        "complaint": event.subject,
        "since": event.since,
        "detail": event.detail,
        "expected": event.expected,
        "asked": found.asked,
        "repair": found.repair.value if found.repair else None,
        "would": found.does,
    }
