"""leaders.yaml: what roles there are, people, and the post that each holds."""

from pydantic import Field

from city.entry import Entry, Names, in_words
from city.files.notifications import TimesOfDay
from contracts.values import Code, Language


class Person(Entry):
    """Somebody who can be notified, in their language, by their `name` if it is given.

    `contacts` has an address for each way to reach them; the first is tried first, the others when it has failed for
    good. `time_zone` and `digests` are their own where they differ from the city's.
    """

    id: Code
    name: str | None = Field(default=None, min_length=1, max_length=100)
    language: Language
    time_zone: str | None = None
    digests: TimesOfDay | None = None
    contacts: dict[Code, str] = Field(default_factory=dict)


class Post(Entry):
    """Who holds a role in a unit; nobody (`person: null`) means that the post is vacant."""

    unit: Code
    role: Code
    person: Code | None


class LeadersFile(Entry):
    """`roles` are titles by role; `catch_all` hears of what nobody else can."""

    version: str
    roles: dict[Code, Names]
    catch_all: Code
    people: tuple[Person, ...] = Field(min_length=1)
    posts: tuple[Post, ...]

    def role_title(self, role: str, language: str) -> str:
        """What the holders of a role are called; its own name in words when the city no longer has it."""
        return self.roles[role].in_language(language) if role in self.roles else in_words(role)

    def holders(self) -> dict[tuple[str, str], Person | None]:
        """Who holds which role in which unit; None where the post is vacant."""
        people = {person.id: person for person in self.people}
        return {(post.unit, post.role): people[post.person] if post.person else None for post in self.posts}
