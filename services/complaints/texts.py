"""The plain words in which people read what became of a complaint, one table per language."""

from services.complaints.city import Language

Table = dict[str, str]

_EVENTS_ID: Table = {
    "complaint.filed": "Laporan diterima.",
    "complaint.acknowledged": "{unit} menerima laporan ini untuk ditangani.",
    "complaint.started": "{unit} mulai menangani laporan ini.",
    "complaint.information_requested": "{unit} memerlukan keterangan dari pelapor: {reason}.",
    "complaint.information_provided": "Pelapor telah memberikan keterangan.",
    "complaint.resolved": "{unit} menyatakan laporan ini selesai: {reason}.",
    "complaint.rejected": "{unit} tidak dapat menerima laporan ini: {reason}.",
    "complaint.transferred": "{unit} meneruskan laporan ini: {reason}.",
    "complaint.reopened": "Laporan dibuka kembali: {reason}.",
    "complaint.withdrawn": "Pelapor menarik laporan ini: {reason}.",
    "complaint.closed": "Pelapor menyatakan puas; laporan ditutup.",
    "complaint.assigned": "Laporan diserahkan kepada {unit}.",
    "complaint.sent_to_triage": "Laporan dibaca petugas di {unit} untuk menentukan penanggung jawabnya.",
    "deadline.approaching": "Batas waktu {clock} sudah dekat.",
    "deadline.breached": "Batas waktu {clock} terlewati.",
    "deadline.breach_withdrawn": "Batas waktu {clock} ternyata dipenuhi tepat waktu.",
    "complaint.escalated": "Keterlambatan disampaikan kepada pimpinan (tingkat {level}).",
}
_EVENTS_EN: Table = {
    "complaint.filed": "The complaint was received.",
    "complaint.acknowledged": "{unit} has taken the complaint on.",
    "complaint.started": "{unit} has begun to work on it.",
    "complaint.information_requested": "{unit} needs something from the complainant: {reason}.",
    "complaint.information_provided": "The complainant has replied.",
    "complaint.resolved": "{unit} states that the matter is dealt with: {reason}.",
    "complaint.rejected": "{unit} cannot accept the complaint: {reason}.",
    "complaint.transferred": "{unit} has passed the complaint on: {reason}.",
    "complaint.reopened": "The complaint was opened again: {reason}.",
    "complaint.withdrawn": "The complainant has withdrawn it: {reason}.",
    "complaint.closed": "The complainant is content; the complaint is closed.",
    "complaint.assigned": "The complaint was given to {unit}.",
    "complaint.sent_to_triage": "People at {unit} read the complaint to find who is responsible.",
    "deadline.approaching": "The deadline {clock} is near.",
    "deadline.breached": "The deadline {clock} has passed.",
    "deadline.breach_withdrawn": "The deadline {clock} was met in time after all.",
    "complaint.escalated": "The delay was reported to the leaders (level {level}).",
}
_REASONS_ID: Table = {
    "taken_on": "ditangani",
    "work_begun": "pekerjaan dimulai",
    "details_missing": "rincian kurang lengkap",
    "location_unclear": "lokasi kurang jelas",
    "proof_missing": "bukti pendukung belum ada",
    "work_done": "pekerjaan sudah dilakukan",
    "information_given": "keterangan sudah diberikan",
    "referred": "sudah diteruskan ke pihak yang berwenang",
    "not_a_complaint": "isinya bukan laporan",
    "outside_city": "di luar wilayah kota",
    "already_reported": "sudah pernah dilaporkan",
    "already_handled": "sudah ditangani",
    "not_verifiable": "tidak dapat diverifikasi",
    "no_reply": "tidak ada balasan dari pelapor",
    "abusive": "bahasanya tidak pantas",
    "not_responsible": "bukan wewenangnya",
    "wrong_area": "bukan wilayahnya",
    "wrong_category": "kategorinya kurang tepat",
    "other_expertise": "memerlukan keahlian lain",
    "triage_decision": "keputusan meja triase",
    "not_fixed": "belum beres",
    "recurred": "terjadi lagi",
    "new_information": "ada keterangan baru",
    "decided_by_mistake": "keputusan sebelumnya keliru",
    "replied": "sudah dibalas",
    "no_longer_needed": "tidak diperlukan lagi",
    "filed_by_mistake": "salah kirim",
    "solved_otherwise": "sudah beres dengan cara lain",
    "content": "puas",
}
_REASONS_EN: Table = {
    "taken_on": "taken on",
    "work_begun": "work has begun",
    "details_missing": "details are missing",
    "location_unclear": "the place is not clear",
    "proof_missing": "proof is missing",
    "work_done": "the work is done",
    "information_given": "the information was given",
    "referred": "referred to the authority in charge",
    "not_a_complaint": "it is not a complaint",
    "outside_city": "it is outside the city",
    "already_reported": "it was reported before",
    "already_handled": "it was handled already",
    "not_verifiable": "it cannot be verified",
    "no_reply": "the complainant did not reply",
    "abusive": "its language is abusive",
    "not_responsible": "it is not responsible",
    "wrong_area": "it is another area",
    "wrong_category": "the category does not fit",
    "other_expertise": "other expertise is needed",
    "triage_decision": "decided at the triage desk",
    "not_fixed": "it is not fixed",
    "recurred": "it has happened again",
    "new_information": "there is new information",
    "decided_by_mistake": "the decision was a mistake",
    "replied": "replied",
    "no_longer_needed": "no longer needed",
    "filed_by_mistake": "filed by mistake",
    "solved_otherwise": "solved in another way",
    "content": "content",
}
_CLOCKS_ID: Table = {
    "acknowledge_by": "penerimaan",
    "respond_by": "tindak lanjut pertama",
    "resolve_by": "penyelesaian",
}
_CLOCKS_EN: Table = {
    "acknowledge_by": "for taking it on",
    "respond_by": "for the first follow-up",
    "resolve_by": "for the answer",
}
_STATES_ID: Table = {
    "filed": "diterima",
    "assigned": "diserahkan kepada unit",
    "acknowledged": "diterima unit",
    "in_progress": "sedang ditangani",
    "needs_information": "menunggu keterangan pelapor",
    "resolved": "selesai ditangani",
    "rejected": "tidak dapat diterima",
    "withdrawn": "ditarik pelapor",
    "reopened": "dibuka kembali",
    "closed": "ditutup",
}
_STATES_EN: Table = {
    "filed": "received",
    "assigned": "with the responsible unit",
    "acknowledged": "taken on",
    "in_progress": "being worked on",
    "needs_information": "waiting for the complainant",
    "resolved": "dealt with",
    "rejected": "not accepted",
    "withdrawn": "withdrawn",
    "reopened": "opened again",
    "closed": "closed",
}

EVENTS: dict[Language, Table] = {"id": _EVENTS_ID, "en": _EVENTS_EN}
REASONS: dict[Language, Table] = {"id": _REASONS_ID, "en": _REASONS_EN}
CLOCKS: dict[Language, Table] = {"id": _CLOCKS_ID, "en": _CLOCKS_EN}
STATES: dict[Language, Table] = {"id": _STATES_ID, "en": _STATES_EN}


def choose_language(asked: str | None, accepted: str | None, languages: tuple[Language, ...]) -> Language:
    """The language of an answer: `asked` outright, else the first accepted one that the city has, else its first.

    `accepted` is an Accept-Language header; its order counts, its weights do not.
    """
    wanted = [asked] if asked else [part.split(";")[0].strip()[:2].lower() for part in (accepted or "").split(",")]
    return next((language for each in wanted for language in languages if language == each), languages[0])
