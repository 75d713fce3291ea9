"""An event without a network: numbers are given once, nothing is lost or filed twice, whatever tablets go through."""

from pathlib import Path

from tests.browser.event_desks import Tablets, cut_power
from tests.component.complaints.intake_api import LH, PU


def test_a_day_without_a_network(tablets: Tablets) -> None:
    tablet = tablets()
    letters = tablet.open_event_desk()
    tablet.context.set_offline(True)
    tablet.page.reload()
    given = [tablet.enter(text) for text in ("lampu mati", "jalan rusak", "sampah menumpuk")]
    assert given == [f"{letters}-001", f"{letters}-002", f"{letters}-003"]
    tablet.says("3 entries are waiting.")
    assert "tracking code when it has been sent" in tablet.page.inner_text("#slip")

    assert tablet.begin("air ker") == f"{letters}-004"
    tablet.crash()
    tablet.visit()
    tablet.page.get_by_role("button", name=f"Go on with {letters}-004").click()
    tablet.page.locator("#text:focus").wait_for()
    assert tablet.page.input_value("#text") == "air ker"
    tablet.page.fill("#text", "air keruh")
    tablet.page.keyboard.press("Control+Enter")
    tablet.page.locator("#slip").wait_for()
    assert tablet.enter("pohon tumbang") == f"{letters}-005"
    assert tablets.site.kept() == []

    tablet.context.set_offline(False)
    tablet.says("Everything is sent.")
    texts = ["air keruh", "jalan rusak", "lampu mati", "pohon tumbang", "sampah menumpuk"]
    assert tablets.site.kept() == texts
    codes = tablet.codes()
    assert list(reversed(codes)) == [f"{letters}-00{number}" for number in range(1, 6)]
    assert len(set(codes.values())) == 5
    assert codes[f"{letters}-005"] in tablet.page.inner_text("#slip")
    tablet.page.reload()
    tablet.page.locator("#entries > li").first.wait_for()
    assert tablet.codes() == codes
    assert not any(text in tablet.page.inner_text("#event-desk") for text in texts), "what was sent is not kept"


def test_a_tablet_without_power_has_given_no_number_twice(tablets: Tablets, tmp_path: Path) -> None:
    """The whole browser is killed in the middle of an entry, twice."""
    tablet = tablets.durable(tmp_path)
    letters = tablet.open_event_desk()
    tablet.context.set_offline(True)
    assert tablet.enter("lampu mati") == f"{letters}-001"
    for number in (2, 3):
        assert tablet.begin(f"keluhan {number}") == f"{letters}-00{number}"
        cut_power(tmp_path)
        tablet = tablets.durable(tmp_path)
        tablet.context.set_offline(True)
        tablet.visit()
        tablet.page.get_by_role("button", name=f"Go on with {letters}-00{number}").wait_for()
        assert f"keluhan {number}" in tablet.page.inner_text("#drafts")
    tablet.context.set_offline(False)
    tablet.says("Everything is sent.")
    assert tablets.site.kept() == ["lampu mati"]


def test_an_answer_that_is_lost_is_asked_for_again(tablets: Tablets) -> None:
    """The server has filed, and the network goes before it can say so."""
    tablet = tablets()
    tablet.open_event_desk()
    tablet.context.set_offline(True)
    for number in range(30):
        tablet.enter(f"keluhan {number}")
    lost = []

    def lose(route: object) -> None:
        lost.append(route.fetch())  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    tablet.context.route("**/event-desk/batch*", lose, times=1)
    tablet.context.set_offline(False)
    tablet.says("does not answer")
    assert lost[0].json()["results"][0]["outcome"] == "filed"
    tablet.page.click("#send")
    tablet.says("Everything is sent.")
    first = {each["number"]: each["tracking_code"] for each in lost[0].json()["results"]}
    shown = {int(number.partition("-")[2]): code for number, code in tablet.codes().items()}
    assert len(shown) == len(tablets.site.kept()) == 30
    assert {number: shown[number] for number in first} == first


def test_a_session_that_is_over_loses_nothing(tablets: Tablets) -> None:
    tablet = tablets()
    letters = tablet.open_event_desk()
    tablet.context.set_offline(True)
    tablet.enter("lampu mati")
    tablet.context.clear_cookies()
    tablet.context.set_offline(False)
    tablet.says("Sign in again to send: 1 entry is waiting.")
    assert tablets.site.kept() == []

    tablets.site.sign_in(tablet.context, LH)
    tablet.page.click("#send")
    tablet.says("may not send for this event desk")
    assert tablets.site.kept() == []

    tablet.context.clear_cookies()
    tablet.page.click("#send")
    tablet.page.get_by_role("link", name="Sign in again").click()
    tablet.page.fill("input[name=token]", PU["Authorization"].removeprefix("Bearer "))
    tablet.page.locator("main form button[type=submit]").click()
    tablet.says("Everything is sent.")
    assert list(tablet.codes()) == [f"{letters}-001"]
    assert tablets.site.kept() == ["lampu mati"]


def test_what_is_refused_is_corrected_under_its_number(tablets: Tablets) -> None:
    tablet = tablets()
    letters = tablet.open_event_desk()
    tablet.context.set_offline(True)
    tablet.enter("lampu mati")
    tablet.begin("jalan rusak")
    tablet.page.eval_on_selector(
        "#area", "select => { select.add(new Option('elsewhere', '11.01')); select.value = '11.01'; }"
    )
    tablet.page.click("#entry-form button[type=submit]")
    tablet.page.locator("#slip").wait_for()
    tablet.context.set_offline(False)
    tablet.says("1 entry was refused")
    assert tablets.site.kept() == ["lampu mati"]
    assert "not in the city" in tablet.listed()[f"{letters}-002"]

    tablet.page.get_by_role("button", name=f"Correct {letters}-002").click()
    tablet.page.locator("#area[aria-invalid=true]").wait_for()
    assert "not in the city" in tablet.page.inner_text("#area-problem")
    tablet.page.select_option("#area", "99.71.01.1001")
    tablet.page.click("#entry-form button[type=submit]")
    tablet.says("Everything is sent.")
    assert tablets.site.kept() == ["jalan rusak", "lampu mati"]


def test_two_event_desks_share_no_number(tablets: Tablets) -> None:
    one, other = tablets(PU), tablets(LH)
    assert one.open_event_desk() != other.open_event_desk()
    for tablet in (one, other):
        tablet.context.set_offline(True)
    given = [tablet.enter("lampu mati") for tablet in (one, other, one, other)]
    assert len(set(given)) == 4
    for tablet in (one, other):
        tablet.context.set_offline(False)
        tablet.says("Everything is sent.")
    assert len(set(one.codes().values()) | set(other.codes().values())) == 4
    assert len(tablets.site.kept()) == 4


def test_two_tabs_are_told_of_each_other_and_never_give_the_same_number(tablets: Tablets) -> None:
    tablet = tablets()
    letters = tablet.open_event_desk()
    tablet.context.set_offline(True)
    tablet.begin("lampu ma")
    first, tablet.page = tablet.page, tablet.new_page()
    tablet.visit()
    tablet.page.get_by_role("heading", name="open in another tab").wait_for()
    assert tablet.page.locator("#working").is_hidden()
    tablet.page.get_by_role("button", name="Go on here").click()
    first.get_by_role("heading", name="open in another tab").wait_for()
    assert first.locator("#working").is_hidden()
    assert tablet.enter("jalan rusak") == f"{letters}-002"
    tablet.page.get_by_role("button", name=f"Go on with {letters}-001").wait_for()
    script = """async (module) => {
        const { openStore } = await import(module);
        const store = await openStore(() => {});
        const begun = await Promise.all([...Array(20)].map(() => store.begin("id", 9999, 0)));
        return begun.map((entry) => entry.number);
    }"""
    module = tablet.page.evaluate("() => JSON.parse(document.getElementById('event-desk').dataset.page).modules.store")
    several = [page.evaluate_handle(script, module) for page in (first, tablet.page)]
    numbers = [number for each in several for number in each.json_value()]
    assert sorted(numbers) == list(range(3, 43))


def test_an_event_desk_is_closed_once_all_is_sent(tablets: Tablets) -> None:
    tablet = tablets()
    letters = tablet.open_event_desk()
    tablet.context.set_offline(True)
    tablet.enter("lampu mati")
    tablet.page.click("#close")
    tablet.page.locator("#trouble", has_text="cannot be closed yet").wait_for()
    tablet.context.set_offline(False)
    tablet.says("Everything is sent.")
    tablet.page.click("#close")
    tablet.page.get_by_role("dialog").get_by_role("button", name="Back").click()
    assert tablet.page.locator("#entries > li").count() == 1
    tablet.page.click("#close")
    tablet.page.get_by_role("dialog").get_by_role("button", name="Close").click()
    tablet.page.locator("#opening").wait_for()
    assert tablet.open_event_desk() != letters
    assert tablet.page.locator("#entries > li").count() == 0


def test_a_discarded_number_is_not_given_again(tablets: Tablets) -> None:
    tablet = tablets()
    letters = tablet.open_event_desk()
    tablet.begin("salah ketik")
    tablet.page.click("#discard")
    tablet.page.get_by_role("dialog").get_by_role("button", name="Discard").click()
    assert tablet.enter("lampu mati") == f"{letters}-002"
    tablet.says("Everything is sent.")
    assert "discarded" in tablet.listed()[f"{letters}-001"]
    assert tablets.site.kept() == ["lampu mati"]
