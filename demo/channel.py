"""Files the sample as an upstream channel would, and compares each answer with what was expected."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from demo.intake_client import IntakeClient, Reply
from demo.sample import Sample
from verify import Filing

PER_SECOND = 14
AT_ONCE = 3

OnFiled = Callable[[Sample, Filing], None]


class Channel:
    """`mismatches` are the answers that were not as expected, in words; `on_filed` is called for each new complaint."""

    def __init__(self, intake: IntakeClient, on_filed: OnFiled) -> None:
        self._intake, self._on_filed = intake, on_filed
        self._originals: dict[str, str] = {}
        self.mismatches: list[str] = []
        self.sent = 0

    async def send(self, samples: Sequence[Sample]) -> None:
        """Originals first in their order, a few at once; what repeats an original waits until all originals are in, and
        so does whoever says the same.
        """
        repeats = [each for each in samples if self._repeats(each, samples)]
        originals = [each for each in samples if each not in repeats]
        await paced([self._task(each) for each in originals])
        await paced([self._task(each) for each in repeats])

    def _task(self, sample: Sample) -> Callable[[], Awaitable[None]]:
        return lambda: self._send_one(sample)

    async def _send_one(self, sample: Sample) -> None:
        filing, reply = await self._intake.file(sample.id, sample.body, sample.raw_body)
        self.sent += 1
        if mismatch := self._mismatch(sample, filing, reply):
            self.mismatches.append(f"{sample.id}: {mismatch}")
        external_id = sample.request.get("external_id")
        if filing.is_new and filing.complaint_id and external_id:
            self._originals[external_id] = filing.complaint_id
        if filing.is_new:
            self._on_filed(sample, filing)

    def _mismatch(self, sample: Sample, filing: Filing, reply: Reply) -> str | None:
        if sample.expect == "refused":
            if filing.status in (400, 413, 422) and sample.field in reply.fields:
                return None
            return f"expected a refusal that names {sample.field}, got {filing.status} {', '.join(reply.fields)}"
        if sample.expect == "replayed":
            original = self._originals.get(sample.request.get("external_id", ""))
            if filing.status == 201 and filing.replayed and filing.complaint_id == original:
                return None
            return f"expected the first answer again, got {filing.status} (replayed: {filing.replayed})"
        if sample.expect == "follows" and reply.body.get("state") != "duplicate":
            return f"expected it to follow another one, got {filing.status} (state: {reply.body.get('state')})"
        return None if filing.is_new else f"expected 201, got {filing.status} {', '.join(reply.fields)}"

    @staticmethod
    def _repeats(sample: Sample, samples: Sequence[Sample]) -> bool:
        external_id = sample.request.get("external_id")
        first = next((each for each in samples if each.request.get("external_id") == external_id), sample)
        return sample.expect == "follows" or (external_id is not None and first is not sample)


async def paced(
    tasks: Sequence[Callable[[], Awaitable[None]]], per_second: float = PER_SECOND, at_once: int = AT_ONCE
) -> None:
    """Begin `per_second` of them a second, never more than `at_once` at the same time; return when all are done."""
    loop, turn = asyncio.get_running_loop(), asyncio.Semaphore(at_once)
    began = loop.time()

    async def one(number: int, task: Callable[[], Awaitable[None]]) -> None:
        await asyncio.sleep(began + number / per_second - loop.time())
        async with turn:
            await task()

    async with asyncio.TaskGroup() as group:
        for number, task in enumerate(tasks):
            group.create_task(one(number, task))
