"""Whether all suites run together, as `make test` runs them with `WAYS=short`.

Then what differs little from what is tried anyway is left out, and numbers that make a test long are smaller.
"""

import os

IS_SHORT = os.environ.get("WAYS") == "short"
