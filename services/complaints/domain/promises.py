"""From the day that a leader names to the moment until which an answer is promised."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo


def until(day: date, limit: datetime | None, zone: tzinfo) -> datetime:
    """The end of that day in the city; on the last day that the policy allows, the last moment that it allows."""
    end = datetime.combine(day + timedelta(days=1), time(), zone) - timedelta(seconds=1)
    return limit if limit is not None and limit < end and limit.astimezone(zone).date() == day else end


def proposed_day(wanted: datetime, limits: Iterable[datetime | None], zone: tzinfo) -> date:
    """The day of `wanted`, or an earlier one when a limit comes before: a day that nothing speaks against."""
    return min(each.astimezone(zone).date() for each in (wanted, *limits) if each is not None)


def last_day(limits: Iterable[datetime | None], zone: tzinfo) -> date | None:
    """The latest day that any of the limits allows; None where one is absent."""
    days = [None if limit is None else limit.astimezone(zone).date() for limit in limits]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None
