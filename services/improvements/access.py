"""Who is calling: the one place that turns somebody who works for the city into who the rules know."""

from city.access import Officer
from services.improvements.domain.rights import Principal


def principal_of(officer: Officer) -> Principal:
    """In which role somebody comes, and for which unit: what each role may do stands in `domain.rights`."""
    return Principal(officer.role.value, officer.id, officer.unit)
