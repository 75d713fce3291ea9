"""Every message as it was approved, complete, and fit for a phone."""

import re
from pathlib import Path

import pytest

from services.notify.city import load_city
from tests.cities import CONFIG
from tests.unit.notify.examples import EMAIL_ONLY
from tools.previews.page import body
from tools.previews.sample import LINK, Sample
from tools.previews.samples import MAIN, samples

APPROVED = Path(__file__).parent / "mails"
DEMO = load_city(CONFIG / "demo", EMAIL_ONLY)
SAMPLES = {sample.name: sample for sample in samples(DEMO)}


@pytest.mark.parametrize("language", DEMO.languages)
@pytest.mark.parametrize("name", MAIN)
def test_a_message_reads_as_it_was_approved(name: str, language: str) -> None:
    text = SAMPLES[name].write(DEMO, language)
    approved = (APPROVED / f"{name}.{language}.txt").read_text(encoding="utf-8")
    assert f"{text.subject}\n\n{text.plain}" == approved, "to approve: python -m tools.previews --texts <folder>"
    assert body(text) == (APPROVED / f"{name}.{language}.html").read_text(encoding="utf-8")


def test_every_approved_text_is_compared_with() -> None:
    wanted = {f"{name}.{language}.{kind}" for name in MAIN for language in DEMO.languages for kind in ("txt", "html")}
    assert {path.name for path in APPROVED.iterdir()} == wanted


def test_there_is_a_sample_of_every_template_that_the_city_uses() -> None:
    used = {rule.template for rules in DEMO.messages.values() for rule in rules}
    assert used == {sample.template for sample in SAMPLES.values()} - {"digest"}


@pytest.mark.parametrize("language", DEMO.languages)
@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_every_message_is_complete_and_clean(sample: Sample, language: str) -> None:
    for transport in sample.transports:
        text = sample.write(DEMO, language, transport)
        assert "{" not in text.subject + text.plain
        assert "None" not in text.plain + text.subject
        assert "  " not in text.subject
        assert "\n\n\n" not in text.plain
        assert (LINK in text.plain) == (LINK in text.html) == (sample.to != "complainant")
        if not sample.digest:
            assert sample.rows[0].delivery.subject_id[-8:] in text.subject + text.plain


@pytest.mark.parametrize("name", ["two_clocks", "digest_of_a_mayor", "digest_of_a_channel"])
def test_html_needs_nothing_from_elsewhere_and_suits_a_phone(name: str) -> None:
    html = SAMPLES[name].write(DEMO, "id").html
    assert '<html lang="id">' in html
    assert "prefers-color-scheme: dark" in html
    assert "max-width: 600px" in html
    assert "overflow-wrap: anywhere" in html
    assert not re.search(r"<(?:img|script|link|iframe|form)\b|url\(|@import|\ssrc=", html)
    sizes = [
        int(size)
        for size in re.findall(r"(\d+)px(?:/[\d.]+)? system-ui|font-size: (\d+)px", html)
        for size in size
        if size
    ]
    assert min(sizes) >= 16
    assert len(html.encode()) < 100_000, "mail programs cut longer ones"
