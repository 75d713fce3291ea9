"""The pages of ideas: proposed without an account, seen by an address with a secret code, supported once."""

from services.improvements.application.dependencies import Dependencies
from tests.component.complaints.pages.reading import Browser, forms, said
from tests.component.improvements.forum.conftest import Open
from tests.component.improvements.forum.test_ideas import published
from tests.component.improvements.pages.conftest import Visit, press
from tests.component.improvements.pages.known import proposed as proposed_action

AT = "/improvements/ideas"
TYPED = {"title": "Lampu <taman>", "text": "Supaya terang.", "category": "lampu-jalan"}


async def proposed(browser: Browser) -> str:
    """Propose an idea by the form: the address at which its author sees it."""
    page = await press(browser, await browser.get(f"{AT}/new"), "new", TYPED)
    assert page.status_code == 200 and "now waits to be looked at" in said(page), said(page)
    return next(each.split('"')[0] for each in page.text.split('href="') if each.startswith(f"{AT}/idea-"))


async def test_an_idea_goes_from_the_form_to_its_answer(visit: Visit, browsers: Open, deps: Dependencies) -> None:
    author, bureau, head = browsers(), await visit("analyst"), await visit("head")
    own = await proposed(author)
    public = own.rsplit("/", 1)[0]
    waits = await author.get(own)
    assert "This is your idea." in said(waits) and "Waits to be looked at" in said(waits) and "noindex" in waits.text
    assert (await browsers().get(public)).status_code == 404
    listed = await bureau.get(AT)
    assert "Lampu <taman>" in said(listed) and "<taman>" not in listed.text
    page = await press(bureau, await bureau.get(public), "publish", {"publish-unit": "dinas-pu"})
    assert "The idea is public." in said(page)
    wrong = await press(head, await head.get(public), "take_up", {"take_up-text": "Ya."})
    assert (wrong.status_code, "Choose the improvement that takes it up." in said(wrong)) == (422, True)
    typed = {"take_up-improvement": await proposed_action(deps), "take_up-text": "Mulai Mei."}
    answered = await press(head, wrong, "take_up", typed)
    assert "The idea is taken up." in said(answered)
    seen = await browsers(language="id").get(public)
    assert "Dilaksanakan" in said(seen) and "Mulai Mei." in said(seen) and "/improvements/imp-" in seen.text
    assert not [each for each in forms(seen) if each.action.endswith(("/support", "/take_up"))]


async def test_somebody_supports_once(browsers: Open) -> None:
    idea = await published(browsers())
    one = browsers()
    page = await one.get(f"{AT}/{idea}")
    assert "Nobody supports it yet" in said(page)
    for _ in range(2):
        after = await press(one, page, "support", {})
    assert "Your support is counted." in said(after) and "One supports it" in said(after)
    assert not [each for each in forms(after) if each.action.endswith("/support")]
    assert "One supports it" in said(await browsers().get(f"{AT}?sort=support"))


async def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(browsers: Open) -> None:
    one = browsers()
    form = await one.get(f"{AT}/new")
    wrong = await press(one, form, "new", TYPED | {"text": "Hubungi ani@example.org"})
    assert (wrong.status_code, "Leave out telephone numbers" in said(wrong)) == (422, True)
    assert "Lampu &lt;taman&gt;" in wrong.text
    trapped = await press(one, form, "new", TYPED | {"website": "x"})
    assert trapped.status_code == 400


async def test_the_same_form_proposes_once_and_not_something_else(browsers: Open) -> None:
    one = browsers()
    form = await one.get(f"{AT}/new")
    first, again = [await press(one, form, "new", TYPED) for _ in range(2)]
    assert said(first) == said(again)
    other = await press(one, form, "new", TYPED | {"title": "Lain"})
    assert (other.status_code, "already, with something else in it" in said(other)) == (422, True)


async def test_a_wrong_code_is_nothing(browsers: Open) -> None:
    own = await proposed(browsers())
    for wrong in (f"{own}x", own[:-1], own.rsplit("/", 1)[0] + "/support"):
        assert (await browsers().get(wrong)).status_code == 404
