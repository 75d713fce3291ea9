"""`python -m tests.faults.improvements_process [TARGET MOMENT NUMBER]`: improvements with a short lease of searches.

With a target the process is killed there, as in `tests.faults.killpoint`.
"""

import sys

from chassis.process import run
from services.improvements import app
from services.improvements.settings import ImprovementsSettings
from tests.faults.killpoint import arm

LEASE_S = 1.0
"""What a kill leaves is taken over within seconds."""

if __name__ == "__main__":
    vars(app)["LEASE_S"] = LEASE_S
    if len(sys.argv) > 1:
        arm(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    run("improvements", ImprovementsSettings, app.create_app)
