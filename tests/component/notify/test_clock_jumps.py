"""A machine's clock that is set forwards or back: nothing is lost, nothing is sent twice, and what waits goes on."""

from datetime import UTC, datetime, timedelta

import pytest

from services.notify.domain.city import City
from services.notify.store.deliveries import Deliveries
from services.notify.transports.email import EmailTransport
from tests.component.notify.mail_server import MailServer
from tests.component.notify.planned import Documents, MakeSender, many, plans, states
from tests.component.notify.waiting import until

NUMBER = 60


class Clock:
    """The time, which a test sets as somebody sets a clock."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.mark.parametrize("jump", [timedelta(hours=2), timedelta(minutes=-5)])
async def test_a_clock_that_is_set_amid_sending_loses_and_doubles_nothing(
    make_sender: MakeSender, city: City, deliveries: Deliveries, email: EmailTransport, mail_server: MailServer,
    documents: Documents, jump: timedelta,
) -> None:  # fmt: skip
    clock = Clock()
    mail_server.slow_s = 0.1
    await deliveries.insert(plans(city, many(NUMBER), lambda: clock() - timedelta(hours=1)))
    await make_sender(email, clock).start()
    await until(lambda: len(mail_server.mails) >= 8, "the first mails")

    clock.ahead = jump

    await until(lambda: states(documents) == ["delivered"] * NUMBER, "all delivered", within_s=60)
    assert len(mail_server.received()) == NUMBER
    assert set(mail_server.received().values()) == {1}


async def test_what_was_planned_by_a_clock_that_was_ahead_is_sent_once_that_time_has_come(
    make_sender: MakeSender, city: City, deliveries: Deliveries, email: EmailTransport, mail_server: MailServer,
    documents: Documents,
) -> None:  # fmt: skip
    clock = Clock()
    await deliveries.insert(plans(city, many(3), lambda: clock() + timedelta(days=1)))
    sender = make_sender(email, clock)
    await sender.start()
    await deliveries.insert(plans(city, many(4)[3:], clock))
    sender.wake()
    expected = ["delivered", "pending", "pending", "pending"]
    await until(lambda: states(documents) == expected, "what is due by today's clock")

    clock.ahead = timedelta(days=1, minutes=1)
    sender.wake()
    await until(lambda: states(documents) == ["delivered"] * 4, "the others at their time")
    assert set(mail_server.received().values()) == {1}
