"""Questions, ideas and needs of every look, for the pages of improvements in a browser."""

from datetime import timedelta

from services.improvements.application.dependencies import Dependencies
from services.improvements.application.forum import ideas, questions
from services.improvements.application.forum.ideas import Supported
from services.improvements.application.forum.limits import Sender
from services.improvements.application.publish import publish
from services.improvements.domain.forum.ideas import Idea, IdeaStep, IdeaWords
from services.improvements.domain.forum.questions import Question, Wanted
from services.improvements.domain.performance.periods import named
from tests.component.improvements.lives import filed, hear
from tests.unit.improvements.actions import BUREAU

LONG = "Penerangan jalan umum bertenaga surya di sepanjang gang dan taman bermain yang gelap pada malam hari"
ANSWERS = ({"id": LONG, "en": "Lights"}, {"id": "Tempat sampah", "en": "Bins"}, {"id": "Taman", "en": "A park"})


async def filled_forum(deps: Dependencies) -> dict[str, str]:
    """The paths of the pages by name: an open question, a closed one with answers, ideas, and what is asked for."""
    open_, closed = [await _asked(deps, name) for name in ("Apa yang paling perlu?", "Apa yang sudah cukup?")]
    for number in range(12):
        await questions.answer(closed, number % 4 % 3, Sender(f"v-{number}", "a"), deps)
    await questions.end(closed, "decided", BUREAU, deps)
    waiting, supported = [await _proposed(deps, title) for title in (LONG, "Lampu <taman>")]
    published = await ideas.take_step(supported, IdeaStep("publish", unit="dinas-pu"), BUREAU, deps)
    assert isinstance(published, Supported)
    for number in range(7):
        await ideas.support(supported, Sender(f"v-{number}", "a"), deps)
    await _needed(deps)
    return {
        "needs": "/improvements/needs",
        "questions": "/improvements/questions",
        "question": f"/improvements/questions/{open_}",
        "result": f"/improvements/questions/{closed}",
        "ask": "/improvements/questions/new",
        "ideas": "/improvements/ideas",
        "idea": f"/improvements/ideas/{supported}",
        "idea_form": "/improvements/ideas/new",
        "hidden_idea": f"/improvements/ideas/{waiting}",
    }


async def _asked(deps: Dependencies, text: str) -> str:
    today = deps.today()
    wanted = Wanted("dinas-pu", {"id": text, "en": text}, ANSWERS, today, today + timedelta(days=20))
    question = await questions.ask(wanted, BUREAU, None, deps)
    assert isinstance(question, Question), question
    return question.id


async def _proposed(deps: Dependencies, title: str) -> str:
    words = IdeaWords(title, "Supaya anak-anak dapat bermain.", "lampu-jalan", "99.71.02")
    idea = await ideas.propose(words, "a", None, deps)
    assert isinstance(idea, Idea), idea
    return idea.id


async def _needed(deps: Dependencies) -> None:
    """Since the beginning of the year, so that they are in its edition also in the first days of January."""
    now = deps.clock()
    begun = max(now - timedelta(days=30), now.replace(month=1, day=1))
    numbers = {("street-light", "99.71.02"): 14, ("street-light", "99.71.01"): 6, ("drain", "99.71.02"): 7}
    for (need, area), number in (*numbers.items(), (("waste-bin", "99.71.03"), 2)):
        await hear(deps, [filed(f"{need}-{area}-{each}", begun, area=area, needs=(need,)) for each in range(number)])
    year = named(str(deps.today().year))
    assert year is not None
    await publish(year, deps)
