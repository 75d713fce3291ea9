"""Names that want to be more than names: they are shown as they are, on one line, and do nothing."""

import re
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from city.entry import Names
from city.files.categories import Category
from services.notify.domain.city import City
from services.notify.messages import Messages, Row
from services.notify.messages.names import MAX_NAME, clean
from services.notify.messages.wording import MAX_SUBJECT
from tests.unit.notify.examples import NOW, assigned, escalated, overdue, reminder
from tests.unit.notify.writing import PATH_OF_LINK, delivery, digest, known, linked, reopened


class Strict(HTMLParser):
    """Reads HTML and remembers its elements, attributes and text."""

    VOID = frozenset({"meta", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def renamed(city: City, name: str) -> City:
    """The city, where everything that has a name has this one."""
    names = Names({"id": name, "en": name})
    return replace(
        city,
        units={code: unit.model_copy(update={"name": names}) for code, unit in city.units.items()},
        channels={code: channel.model_copy(update={"name": names}) for code, channel in city.channels.items()},
        areas={code: area.model_copy(update={"name": names}) for code, area in city.areas.items()},
        categories={code: Category(code=code, name=names) for code in city.categories},
        people={code: person.model_copy(update={"name": name}) for code, person in city.people.items()},
    )


FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f]")
NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=300)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(name=NAMES)
@example(name="Ada\r\nBcc: all@example.org")
@example(name="\u202egnp.exe\u2066")
@example(name="<script>alert(1)</script>")
@example(name="\"><img src=x onerror='alert(1)'>")
@example(name="{{ 7 * 7 }}{% raw %}{{ config }}")
@example(name="x" * 10_000)
@example(name="\x00")
@example(name="{unit} {0} %s %(unit)s")
def test_whatever_a_name_holds_stays_a_name(city: City, name: str) -> None:
    messages = Messages(renamed(city, name), linked)
    complaint = known(assigned(category="potholes", area="99.71.01"), reopened())
    late = delivery(escalated(overdue=(overdue("respond_by"),), next_at=NOW))
    texts = [
        messages.write(late, complaint, NOW),
        messages.write(delivery(reminder(), recipient="channel-whatsapp"), complaint, NOW),
        messages.write_digest(digest(), [Row(late, complaint)], NOW),
    ]
    for text in texts:
        assert text.subject
        assert len(text.subject) <= MAX_SUBJECT
        assert not FORBIDDEN.search(text.subject)
        assert not FORBIDDEN.search(text.plain.replace("\n", ""))
        parsed = Strict(text.html)
        assert {"script", "img"}.isdisjoint(parsed.elements)
        assert {name for name, _ in parsed.attributes} <= {"lang", "charset", "name", "content", "class", "href"}
        assert {value for name, value in parsed.attributes if name == "href"} <= {PATH_OF_LINK}
        shown = clean(name)
        assert not shown or " ".join(shown.split()) in " ".join(parsed.text.split())


def test_template_syntax_in_a_name_is_shown_and_not_evaluated(city: City) -> None:
    text = Messages(renamed(city, "{{ 7 * 7 }} {% if %}")).write(
        delivery(escalated()), known(assigned(category="potholes")), NOW
    )
    assert "{{ 7 * 7 }} {% if %}" in text.subject
    assert "{{ 7 * 7 }} {% if %}" in text.plain
    assert "49" not in text.plain


def test_a_long_name_is_cut_and_the_number_stays_in_the_subject(city: City) -> None:
    complaint = known(assigned(category="potholes", area="99.71.01"))
    text = Messages(renamed(city, "x" * 10_000)).write(delivery(escalated()), complaint, NOW)
    assert "(456789ab)" in text.subject
    assert max(map(len, re.findall("x+", text.plain))) == MAX_NAME - 1
