"""All files of a city at once, for what looks at the whole: the configuration check, and tests."""

from dataclasses import dataclass

from city.files.areas import AreasFile
from city.files.calendars import CalendarsFile
from city.files.categories import CategoriesFile
from city.files.channels import ChannelsFile
from city.files.city import CityFile
from city.files.improvements import ImprovementsFile
from city.files.leaders import LeadersFile
from city.files.needs import NeedsFile
from city.files.notifications import NotificationsFile
from city.files.policies import PoliciesFile
from city.files.replies import RepliesFile
from city.files.routing import RoutingFile
from city.files.units import UnitsFile
from city.files.words import WordsFile


@dataclass(frozen=True)
class WholeCity:
    """The slice that leaves nothing out."""

    city: CityFile
    units: UnitsFile
    categories: CategoriesFile
    areas: AreasFile
    words: WordsFile
    needs: NeedsFile
    calendars: CalendarsFile
    policies: PoliciesFile
    routing: RoutingFile
    replies: RepliesFile
    improvements: ImprovementsFile
    leaders: LeadersFile
    channels: ChannelsFile
    notifications: NotificationsFile
