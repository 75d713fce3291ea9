"""Fixtures: the intake API, of which Open311 is a part."""

from tests.component.complaints.conftest import intake_api, prepared_stack, reused

__all__ = ["intake_api", "prepared_stack", "reused"]
