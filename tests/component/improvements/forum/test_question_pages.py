"""The pages of questions: anybody answers without an account; who may asks and ends."""

from tests.component.complaints.pages.reading import forms, said
from tests.component.improvements.conftest import Clock
from tests.component.improvements.forum.conftest import Open, ask
from tests.component.improvements.pages.conftest import Visit, press
from tests.component.improvements.pages.served import Served

AT = "/improvements/questions"


async def test_anybody_answers_on_the_page_and_sees_the_numbers_then(browsers: Open) -> None:
    one = browsers()
    question = await ask(one)
    page = await one.get(f"{AT}/{question}")
    assert "Do you need <lights>?" in said(page) and "<lights>" not in page.text
    assert "no representative vote" in said(page) and "You see the numbers when you have answered" in said(page)
    after = await press(one, page, "answer", {"answer": "1"})
    for text in ("Thank you. Your answer is counted.", "One answer", "1 (100%)", "Change my answer"):
        assert text in said(after), text
    changed = await press(one, after, "answer", {"answer": "0"})
    assert "One answer" in said(changed)
    other = browsers(language="id")
    assert "Angka tampak setelah Anda menjawab" in said(await other.get(f"{AT}/{question}?answered=yes"))


async def test_the_same_form_sent_twice_by_a_new_browser_is_one_answer(browsers: Open) -> None:
    question = await ask(browsers())
    page = await browsers().get(f"{AT}/{question}")
    for place in ("0", "0"):
        fresh = browsers()
        after = await press(fresh, page, "answer", {"answer": place})
    assert "One answer" in said(after)


async def test_an_answer_without_a_choice_or_without_the_forms_token_is_not_taken(browsers: Open) -> None:
    one = browsers()
    question = await ask(one)
    page = await one.get(f"{AT}/{question}")
    empty = await press(one, page, "answer", {})
    assert (empty.status_code, "Choose one of the answers." in said(empty)) == (422, True)
    for typed in ({"answer": "0", "form_token": "x"}, {"answer": "0", "website": "http://x"}):
        assert (await press(one, page, "answer", typed)).status_code in (400, 403)
    assert (await one.client.get(f"/v1/questions/{question}")).json()["counts"] is None


async def test_who_may_asks_by_the_form_and_ends_it(visit: Visit) -> None:
    head = await visit("head")
    form = await head.get(f"{AT}/new")
    typed = {
        **{"text_id": "Perlu?", "text_en": "Needed?", "answer_1_id": "Ya", "answer_1_en": "Yes"},
        **{"asked_by": "dinas-pu", "first": "2026-03-02", "last": "2026-03-09"},
    }
    wrong = await press(head, form, "new", typed)
    assert (wrong.status_code, "Give two to eight answers." in said(wrong)) == (422, True)
    assert "Needed?" in wrong.text
    undated = await press(head, form, "new", typed | {"last": "x"})
    assert "Choose a day." in said(undated)
    page = await press(head, form, "new", typed | {"answer_3_id": "Tidak", "answer_3_en": "No"})
    assert page.status_code == 200 and "The question is asked." in said(page), said(page)
    assert "Nobody has answered yet" in said(page), "who asks sees the numbers at any time"
    ended = await press(head, page, "end", {"reason": "decided"})
    assert "2 March 2026: it is decided already" in said(ended) and "The question is closed." in said(ended)
    assert not [each for each in forms(ended) if each.action.endswith(("/answer", "/end"))]


async def test_others_are_not_offered_what_is_not_theirs(visit: Visit, browsers: Open, clock: Clock) -> None:
    question = await ask(browsers())
    for person, status in ((None, 303), ("officer", 403), ("head", 200)):
        browser = await visit(person)
        assert (await browser.get(f"{AT}/new")).status_code == status
        listed, page = await browser.get(AT), await browser.get(f"{AT}/{question}")
        assert ("/new" in listed.text, "/end" in page.text) == (person == "head", person == "head")
    assert (await (await visit()).get(f"{AT}/none")).status_code == 404


async def test_too_many_answers_from_one_address_have_a_page(browsers: Open, few: Served) -> None:
    question = await ask(browsers(few))
    for status in (200, 200, 429):
        one = browsers(few)
        page = await one.get(f"{AT}/{question}")
        assert (await press(one, page, "answer", {"answer": "0"})).status_code == status
