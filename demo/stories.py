"""The stories: who does what with a complaint. README.md tells them in words."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta

from demo.sample import Story
from demo.scene import Scene
from verify import History

PROMISED_FOR = timedelta(seconds=12)
OTHER_POLICY = "lebih-lama"
LEADER, TRIAGE = "leader-kota", "meja-triase"

TAKEN_ON = "Terima kasih, laporan Anda sedang kami tangani."
DONE = "Sudah kami tangani. Mohon dicek, dan kabari kami bila masih ada yang kurang."
BODIES: Mapping[str, Mapping[str, str]] = {
    "acknowledge": {"message": TAKEN_ON},
    "start": {"message": "Petugas kami sudah mulai bekerja di lokasi."},
    "report_progress": {"message": "Bahan sudah datang; besok pagi pengerjaannya kami selesaikan."},
    "request_information": {"reason": "details_missing", "message": "Mohon sebutkan patokan terdekat."},
    "resolve": {"message": DONE},
    "reject": {"reason": "outside_city", "message": "Mohon maaf, lokasi ini di luar kewenangan kota."},
    "transfer": {"reason": "not_responsible", "note": "Bukan wewenang kami."},
    "reclassify": {"reason": "wrong_category", "note": "Intinya rambu, bukan pohon."},
    "delegate": {"note": "Mohon dikerjakan dan dilaporkan."},
    "request_contribution": {"note": "Mohon tambahkan data dari pihak Anda."},
    "contribute": {"note": "Data dan jadwal kami terlampir."},
    "request_review": {"reason": "not_responsible", "note": "Menurut kami ini urusan unit lain."},
    "acknowledge_escalation": {"note": "Saya minta ditangani minggu ini juga."},
    "change_policy": {"reason": "supervisory_content", "policy": OTHER_POLICY, "note": "Perlu pemeriksaan."},
}
"""What is sent with each action."""


async def _answer(scene: Scene, unit: str, *actions: str) -> None:
    for action in actions:
        await scene.officer(unit, action, **BODIES[action])


async def _answered(scene: Scene) -> None:
    await _answer(scene, scene.unit, "acknowledge", "start", "resolve")


async def _asks(scene: Scene) -> None:
    await _answer(scene, scene.unit, "acknowledge", "request_information")
    await scene.complainant("reply", text="Di seberang pos ronda.")
    await _answer(scene, scene.unit, "resolve")


async def _no_reply(scene: Scene) -> None:
    await _answer(scene, scene.unit, "acknowledge", "request_information")


async def _informs(scene: Scene) -> None:
    await _answer(scene, scene.unit, "acknowledge", "start")
    await scene.complainant("comment", text="Sekarang airnya sudah sampai ke badan jalan.")
    await _answer(scene, scene.unit, "report_progress", "resolve")
    await scene.complainant("rate", stars=4, text="Cepat, terima kasih.")


async def _reopens(scene: Scene) -> None:
    await _answer(scene, scene.unit, "acknowledge", "resolve")
    await scene.complainant("rate", stars=1, text="Belum ada perubahan.")
    await scene.complainant("reopen", reason="not_fixed", text="Semalam masih sama.")
    await _answer(scene, scene.unit, "acknowledge", "start", "resolve")
    await scene.complainant("rate", stars=5)


async def _transfer(scene: Scene) -> None:
    await scene.officer(scene.unit, "transfer", to_unit=scene.to, **BODIES["transfer"])
    await _answer(scene, scene.to, "acknowledge", "start", "resolve")


async def _delegates(scene: Scene) -> None:
    await scene.act(f"head-{scene.unit}", "delegate", to_unit=scene.to, **BODIES["delegate"])
    await _answer(scene, scene.to, "acknowledge", "start", "resolve")


async def _reclassifies(scene: Scene) -> None:
    await scene.officer(scene.unit, "reclassify", category=scene.sample.category, **BODIES["reclassify"])
    await _answer(scene, scene.to, "acknowledge", "start", "resolve")


async def _shares(scene: Scene) -> None:
    await _answer(scene, scene.unit, "acknowledge")
    await scene.officer(scene.unit, "request_contribution", to_unit=scene.to, **BODIES["request_contribution"])
    await _answer(scene, scene.to, "contribute")
    await _answer(scene, scene.unit, "resolve")
    await scene.complainant("confirm")


async def _decides(scene: Scene) -> None:
    await scene.officer(TRIAGE, "transfer", reason="triage_decision", to_unit=scene.to)
    await _answer(scene, scene.to, "request_review")
    await scene.officer(TRIAGE, "uphold", note="Tetap urusan Anda.")
    await _answer(scene, scene.to, "acknowledge", "start", "resolve")


async def _promise(scene: Scene) -> None:
    await scene.until(lambda history: bool(history.escalations), "an escalation")
    await scene.possible(LEADER, "acknowledge_escalation")
    until = datetime.now(UTC) + PROMISED_FOR
    body = BODIES["acknowledge_escalation"]
    await scene.act(LEADER, "acknowledge_escalation", promised_until=until.isoformat(), **body)
    await scene.until(lambda history: _escalated_after(until, history), "the level after the promise")
    await _answer(scene, scene.unit, "acknowledge", "resolve")


def _escalated_after(moment: datetime, history: History) -> bool:
    return any(level.occurred_at >= moment for level in history.escalations)


async def _policy(scene: Scene) -> None:
    await scene.act(LEADER, "change_policy", **BODIES["change_policy"])
    await _answer(scene, scene.unit, "acknowledge", "start", "resolve")


async def _rejects(scene: Scene) -> None:
    await _answer(scene, scene.unit, "acknowledge", "reject")


async def _late(scene: Scene) -> None:
    await scene.until(lambda history: bool(history.breaches), "a breach")
    await _answer(scene, scene.unit, "acknowledge", "resolve")


STORIES: Mapping[Story, Callable[[Scene], Awaitable[None]]] = {
    "answered": _answered,
    "asks": _asks,
    "no_reply": _no_reply,
    "informs": _informs,
    "reopens": _reopens,
    "transfer": _transfer,
    "delegates": _delegates,
    "reclassifies": _reclassifies,
    "shares": _shares,
    "decides": _decides,
    "promise": _promise,
    "policy": _policy,
    "rejects": _rejects,
    "late": _late,
}
"""Each story by its name; nobody touches an `ignored` complaint."""
