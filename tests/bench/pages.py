"""The pages under 20 people at once: how long they wait for one. Each reads for a moment before opening the next.

All complaints are overdue, so that every list is full, and nothing else happens to them: in the demonstration's city
they would go up a ladder meanwhile, within seconds.
"""

import asyncio
import random
import time
from contextlib import ExitStack
from dataclasses import dataclass, replace

import httpx

from deploy.local.access import read_plain
from deploy.local.environment import Stack
from tests.bench import records
from tests.bench.ground import Ground, running, service
from tests.bench.results import Goal, Line, MeasurementError, Spread, percentile
from tests.bench.samples import endless_bodies
from tests.calm_city import write_calm_city

USERS = 20
READING_S = 1.0
"""On average; a real reader takes ten times as long."""
P95_MS = 150.0
COMPLAINTS = 300
ANSWER_TIMEOUT_S = 60.0
PROCESSES = ("complaints", "projection", "routing", "sla")
WORKERS = {"routing": "routing", "sla": "sla", "complaints": "projection"}
"""The processes of services that read topics, in the order in which a complaint passes them. Once they have done their
work, nothing is left to do but the pages.
"""


@dataclass(frozen=True)
class _Reader:
    """Somebody who opens these pages over and over; officers are signed in."""

    paths: tuple[str, ...]
    cookies: dict[str, str]


@dataclass(frozen=True)
class _Wait:
    """For how long somebody waited for a page of this kind."""

    page: str
    ms: float


async def measure(ground: Ground) -> list[Line]:
    """Citizens, officers, a head and the triage desk, on a store with complaints that were assigned."""
    ground = ground.fresh()
    ground = replace(ground, stack=replace(ground.stack, city=ground.stack.directory / "calm-city"))
    write_calm_city(ground.stack.city)
    plan = ground.plan
    await records.make_topics(ground.stack)
    with ExitStack() as programs:
        started = {
            name: programs.enter_context(running(ground.stack, service(ground.stack, name))) for name in PROCESSES
        }
        limits = httpx.Limits(max_connections=USERS, max_keepalive_connections=USERS)
        async with httpx.AsyncClient(base_url=ground.stack.api_url, timeout=ANSWER_TIMEOUT_S, limits=limits) as client:
            readers = await _readers(client, ground.stack)
            for name, process in WORKERS.items():
                await records.await_worked_off(ground.stack, name, started[process])
            await _round(client, readers, plan.warm_up_s)
            rounds = [await _round(client, readers, plan.slices * plan.slice_s) for _ in range(plan.rounds)]
    return _lines(rounds)


async def _readers(client: httpx.AsyncClient, stack: Stack) -> list[_Reader]:
    plain, bodies = read_plain(stack), endless_bodies()
    headers = {"X-API-Key": plain["channels"]["demo"]}
    filed = [
        (await client.post("/v1/complaints", json=next(bodies), headers=headers)).raise_for_status().json()
        for _ in range(COMPLAINTS)
    ]
    unit, ours = await _busiest(client, plain["officers"])
    codes = [f"/follow/{each['tracking_code']}" for each in filed[:USERS]]
    officer, head = f"officer-{unit}", f"head-{unit}"
    triage = next(each for each in plain["officers"] if each.startswith("officer-") and "triase" in each)
    one = tuple(f"/complaints/{each}" for each in ours)
    citizen = _Reader(("/", "/file", "/performance", *codes), {})
    return [
        *[citizen] * (USERS - 10),
        *[_Reader(("/queue", *one), await _signed_in(stack, plain["officers"][officer]))] * 6,
        *[_Reader(("/overview", "/queue"), await _signed_in(stack, plain["officers"][head]))] * 2,
        *[_Reader(("/triage",), await _signed_in(stack, plain["officers"][triage]))] * 2,
    ]


async def _busiest(client: httpx.AsyncClient, officers: dict[str, str]) -> tuple[str, list[str]]:
    """The unit that has got most, once all complaints have one and are overdue; the ids of some of its complaints."""
    while True:
        units = (await client.get("/v1/units")).raise_for_status().json()["units"]
        if sum(each["overdue"] for each in units) >= COMPLAINTS:
            break
        await asyncio.sleep(0.2)
    known = [each for each in units if f"officer-{each['id']}" in officers and "triase" not in each["id"]]
    unit = max(known, key=lambda each: int(each["open_total"]))["id"]
    bearer = {"Authorization": f"Bearer {officers[f'officer-{unit}']}"}
    listed = (await client.get("/v1/complaints", params={"limit": USERS}, headers=bearer)).raise_for_status().json()
    return unit, [each["id"] for each in listed["complaints"]]


async def _signed_in(stack: Stack, token: str) -> dict[str, str]:
    async with httpx.AsyncClient(base_url=stack.api_url, timeout=ANSWER_TIMEOUT_S) as client:
        page = (await client.get("/sign-in")).raise_for_status().text
        form_token = page.split('name="form_token" value="', 1)[1].split('"', 1)[0]
        answer = await client.post("/sign-in", data={"form_token": form_token, "token": token})
        if answer.status_code != httpx.codes.SEE_OTHER:
            raise MeasurementError(f"signing in was answered with {answer.status_code}")
        return dict(client.cookies)


async def _round(client: httpx.AsyncClient, readers: list[_Reader], seconds: float) -> list[_Wait]:
    end = time.monotonic() + seconds
    waits = await asyncio.gather(*(_read(client, each, number, end) for number, each in enumerate(readers)))
    return [wait for each in waits for wait in each]


async def _read(client: httpx.AsyncClient, reader: _Reader, number: int, end: float) -> list[_Wait]:
    chance, waits = random.Random(number), list[_Wait]()
    cookie = (
        {"Cookie": "; ".join(f"{name}={value}" for name, value in reader.cookies.items())} if reader.cookies else {}
    )
    while time.monotonic() < end:
        await asyncio.sleep(chance.expovariate(1 / READING_S))
        path, began = chance.choice(reader.paths), time.perf_counter()
        answer = await client.get(path, headers=cookie)
        if answer.status_code != httpx.codes.OK:
            raise MeasurementError(f"{path} was answered with {answer.status_code}")
        waits.append(_Wait(f"/{path.split('/')[1]}", (time.perf_counter() - began) * 1000))
    return waits


def _lines(rounds: list[list[_Wait]]) -> list[Line]:
    number = sum(len(each) for each in rounds)
    detail = f"{number} pages, {USERS} readers"
    goal = Goal(P95_MS, at_least=False)
    pages = sorted({wait.page for each in rounds for wait in each})
    return [
        _line("pages: until one is read, p50", 0.5, [[wait.ms for wait in each] for each in rounds], detail),
        _line("pages: until one is read, p95", 0.95, [[wait.ms for wait in each] for each in rounds], detail, goal),
        *(
            _line(f"pages: {page}, p95", 0.95, [[w.ms for w in each if w.page == page] for each in rounds])
            for page in pages
        ),
    ]


def _line(name: str, share: float, rounds: list[list[float]], detail: str = "", goal: Goal | None = None) -> Line:
    found = sorted(percentile(each, share) for each in rounds if each)
    return Line(name, found[len(found) // 2], "ms", goal, detail, Spread(found[0], found[-1]))
