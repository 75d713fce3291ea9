"""What complainants read: by their channel, in their language, with nothing that is not theirs."""

from dataclasses import replace
from datetime import timedelta

from services.notify.city import load_city
from services.notify.domain.city import City
from services.notify.messages import Messages
from tests.cities import CONFIG
from tests.unit.notify.examples import EMAIL_ONLY, NOW, escalated, overdue, reminder
from tests.unit.notify.writing import PATH_OF_LINK, delivery, known, linked, write
from tools.previews.samples import samples

DEMO = load_city(CONFIG / "demo", EMAIL_ONLY)


def test_a_complainant_reads_no_link_and_hears_of_the_tracking_code(city: City) -> None:
    to_channel = delivery(reminder(), recipient="channel-whatsapp", transport="webhook")
    text = Messages(city, linked).write(to_channel, known(), NOW)
    assert "with your tracking code" in text.plain
    assert PATH_OF_LINK not in text.plain + text.html
    assert "pass this on" not in text.plain


def test_by_mail_it_says_first_that_it_is_to_be_passed_on_in_the_language_of_the_channel(city: City) -> None:
    by_mail = delivery(reminder(), "en", recipient="channel-whatsapp")
    text = Messages(city).write(by_mail, known(), NOW)
    assert text.plain.startswith("Mohon teruskan pesan berikut kepada pelapor 456789ab.\n")
    assert "sebagai narahubung layanan WhatsApp kota" in text.plain
    assert "Roads Agency is waiting to hear from you" in text.plain
    assert '<html lang="id">' in text.html
    assert '<blockquote lang="en">' in text.html


def test_by_mail_to_a_channel_that_the_city_no_longer_has_it_is_still_written(city: City) -> None:
    by_mail = delivery(reminder(), recipient="channel-gone")
    assert "as the contact of the channel" in Messages(city).write(by_mail, known(), NOW).plain


def test_who_speaks_a_language_that_the_city_does_not_write_gets_its_first(city: City) -> None:
    assert "Terlambat" in write(city, escalated(overdue=(overdue("respond_by", timedelta(1)),)), language="jv").subject


def test_an_apology_says_that_leaders_hear_of_it_only_where_they_do() -> None:
    late = next(sample for sample in samples(DEMO) if sample.name == "late")
    quiet = DEMO.policies.clocks | {
        "resolve_by": DEMO.policies.clocks["resolve_by"].model_copy(update={"escalates": False})
    }
    city = replace(DEMO, policies=DEMO.policies.model_copy(update={"clocks": quiet}))
    assert "Leaders are told" in late.write(DEMO, "en").plain
    assert "Leaders are told" not in late.write(city, "en").plain
