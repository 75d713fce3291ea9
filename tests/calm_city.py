"""The demonstration's city without its haste: hours in the place of seconds, but for the first deadline.

Complaints become overdue at once, so that every list is full, and then nothing more happens to them by itself.
"""

import re
from pathlib import Path
from shutil import copytree

from deploy.local.environment import DEMO_CITY


def write_calm_city(target: Path) -> None:
    """Write its files into this folder, which must not be there yet."""
    copytree(DEMO_CITY, target, ignore=lambda _, names: [each for each in names if not each.endswith(".yaml")])
    policies = target / "policies.yaml"
    lines = policies.read_text(encoding="utf-8").splitlines()
    calmed = [line if "acknowledge_by" in line else re.sub(r"PT([1-9]\d*)S", r"PT\1H", line) for line in lines]
    policies.write_text("\n".join(calmed) + "\n", encoding="utf-8")
