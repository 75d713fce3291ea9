"""The dashboards: Shift first, then what one looks into from there."""

from tools.dashboards.pages.improvements import IMPROVEMENTS
from tools.dashboards.pages.objectives import OBJECTIVES
from tools.dashboards.pages.pipeline import PIPELINE
from tools.dashboards.pages.platform import PLATFORM
from tools.dashboards.pages.shift import SHIFT
from tools.dashboards.pages.units import UNITS

DASHBOARDS = (SHIFT, PIPELINE, OBJECTIVES, PLATFORM, UNITS, IMPROVEMENTS)
