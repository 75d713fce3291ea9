"""/v1/findings: what keeps going wrong, for people of the city. A finding is evidence and no verdict."""

from fastapi import APIRouter

from chassis.http.json_bodies import JsonRoute
from services.improvements.api import schemas, views
from services.improvements.api.dependencies import Caller, Deps, Id
from services.improvements.api.problems import refused
from services.improvements.application.search import dismiss as dismiss_finding
from services.improvements.domain.refusals import Refusal

router = APIRouter(prefix="/v1/findings", tags=["findings"], route_class=JsonRoute)


@router.get("")
async def list_open(deps: Deps, _who: Caller) -> schemas.Findings:
    """Those that are open, the clearest first."""
    found = sorted(await deps.findings.open(), key=lambda each: (each.episode.pattern.p, each.id))
    return schemas.Findings(findings=[views.finding_view(each) for each in found])


@router.get("/{finding_id}")
async def read(deps: Deps, _who: Caller, finding_id: Id) -> schemas.FindingWithEvidence:
    """One finding with the complaints that it rests on, and its weeks."""
    found = await deps.findings.get(finding_id)
    if found is None:
        raise refused(Refusal("not_found", "there is no such finding", "look at the list of findings", "id"))
    return views.evidence_view(found[0])


@router.post("/{finding_id}/dismissal", status_code=201)
async def dismiss(deps: Deps, who: Caller, finding_id: Id, body: schemas.DismissBody) -> schemas.FindingView:
    """Lay a finding aside, for a reason that the city lists."""
    outcome = await dismiss_finding(finding_id, body.reason, who, deps)
    if isinstance(outcome, Refusal):
        raise refused(outcome)
    return views.finding_view(outcome)
