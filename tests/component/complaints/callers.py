"""Who calls the API in tests: two channels, and people of every role."""

from chassis.access import Channel as KnownChannel
from chassis.access import Channels, hash_of, of_file
from city.access import Officer
from services.complaints.access import Access
from services.complaints.domain.rights import Role


def access(*more: KnownChannel) -> Access:
    """Two channels and `more`, and people of every role."""
    channels = Channels([*(of_file(name, (hash_of(f"key-of-{name}"),)) for name in ("demo", "other")), *more])
    people = {
        "pu": (Role.OFFICER, "dinas-pu"),
        "lh": (Role.OFFICER, "dinas-lh"),
        "pdam": (Role.OFFICER, "pdam"),
        "drainage": (Role.OFFICER, "bidang-drainase"),
        "pu-head": (Role.UNIT_HEAD, "dinas-pu"),
        "head": (Role.UNIT_HEAD, "kota"),
        "leader": (Role.LEADER, "kota"),
        "auditor": (Role.AUDITOR, "kota"),
        "bureau": (Role.BUREAU, "kota"),
        "triage": (Role.TRIAGE, "meja-triase"),
    }
    officers = [
        Officer(id=f"officer-{name}", unit=unit, role=role, token=hash_of(f"token-of-{name}"))
        for name, (role, unit) in people.items()
    ]
    return Access({each.token or "": each for each in officers}, channels=channels)
