"""The files of a small city, for the tests of notify."""

FILES = {
    "city.yaml": """\
version: "1"
name: {id: Kota Contoh, en: Example City}
time_zone: Asia/Jakarta
languages: [id, en]
triage_unit: triage
""",
    "units.yaml": """\
version: "1"
units:
  - {id: town, name: {id: Kota, en: Town}, kind: city, parent: null, calendar: always}
  - {id: triage, name: {id: Meja Triase, en: Triage Desk}, kind: triage, parent: town, calendar: always}
  - {id: roads, name: {id: Dinas Jalan, en: Roads Agency}, kind: agency, parent: town, calendar: always}
  - {id: bridges, name: {id: Bidang Jembatan, en: Bridges Division}, kind: agency, parent: roads, calendar: always}
""",
    "policies.yaml": """\
version: "1"
clocks:
  acknowledge_by:
    title: {id: konfirmasi penerimaan, en: acknowledgement}
    asks: {id: menyatakan bahwa pengaduan sudah diterima, en: acknowledge the complaint}
    scope: stage
    starts_with: assigned
    met_by: [acknowledged, started, resolved, rejected, merged, withdrawn, closed]
  respond_by:
    title: {id: tindak lanjut pertama, en: first response}
    asks: {id: memulai tindak lanjut, en: begin to work on it}
    scope: stage
    starts_with: assigned
    met_by: [started, resolved, rejected, merged, withdrawn, closed]
  answer_by:
    title: {id: balasan pelapor, en: complainant's reply}
    asks: {id: menjawab pertanyaan petugas, en: answer the officer's question}
    scope: stage
    starts_with: information_requested
    met_by: [information_provided]
    ended_by: [transferred, resolved, rejected, merged, withdrawn, closed]
  contribute_by:
    title: {id: kontribusi, en: contribution}
    asks: {id: memberi kontribusinya, en: give its contribution}
    scope: stage
    starts_with: contribution_requested
    met_by: [contribution_given]
    ended_by: [transferred, resolved, rejected, merged, withdrawn, closed]
default_policy: short
policies:
  - name: short
    clocks: [{name: respond_by, within: PT7H30M}]
    ladder: [{level: 1, role: unit_head, after: PT0S}]
    repeat_every: P1D
    repeat_times: 1
    reopen_within: P14D
    max_transfers: 3
""",
    "leaders.yaml": """\
version: "1"
roles:
  officers: {id: petugas, en: officer}
  unit_head: {id: kepala bidang, en: unit head}
  agency_head: {id: kepala dinas, en: agency head}
  mayor: {id: wali kota, en: mayor}
catch_all: clerk
people:
  - {id: clerk, language: id, contacts: {email: clerk@demo.tanggap.example}}
  - {id: mayor, language: en, contacts: {email: mayor@demo.tanggap.example}}
  - {id: roads-officer, language: id, contacts: {email: roads-officer@demo.tanggap.example}}
  - {id: roads-head, language: en, contacts: {email: roads-head@demo.tanggap.example}}
  - {id: roads-director, language: id, contacts: {email: roads-director@demo.tanggap.example}}
  - {id: bridges-officer, language: id}
posts:
  - {unit: town, role: mayor, person: mayor}
  - {unit: town, role: officers, person: clerk}
  - {unit: triage, role: officers, person: null}
  - {unit: roads, role: officers, person: roads-officer}
  - {unit: roads, role: unit_head, person: roads-head}
  - {unit: roads, role: agency_head, person: roads-director}
  - {unit: bridges, role: officers, person: bridges-officer}
  - {unit: bridges, role: unit_head, person: null}
""",
    "channels.yaml": """\
version: "1"
channels:
  - id: whatsapp
    name: {id: layanan WhatsApp kota, en: the city's WhatsApp service}
    language: id
    contacts: {email: whatsapp@demo.tanggap.example}
  - {id: radio, name: {id: Radio Kota, en: City Radio}, language: en}
""",
    "categories.yaml": """\
version: "1"
categories:
  - {code: potholes, name: {id: Jalan berlubang, en: Potholes}}
  - {code: fallen-tree, name: {id: Pohon tumbang, en: Fallen tree}, life_safety: true}
""",
    "areas.yaml": """\
version: "1"
areas:
  - {code: "99.71.01", name: {id: Kecamatan Utara, en: Northern District}}
  - {code: "99.71.01.1001", name: {id: Kelurahan Muara, en: Muara}, parent: "99.71.01"}
""",
    "calendars.yaml": """\
version: "1"
default_calendar: always
calendars:
  - {name: always, around_the_clock: true, working_day: PT24H}
  - name: office
    time_zone: Asia/Jakarta
    working_day: PT7H30M
    hours:
      monday: ["07:30-12:00", "13:00-16:00"]
      tuesday: ["07:30-12:00", "13:00-16:00"]
      wednesday: ["07:30-12:00", "13:00-16:00"]
      thursday: ["07:30-12:00", "13:00-16:00"]
      friday: ["07:30-11:30", "13:00-16:30"]
""",
    "improvements.yaml": """\
version: "1"
bureau: roads
actions:
  repair: {id: Perbaikan, en: Repair}
  training: {id: Pelatihan, en: Training}
dismissals:
  known_event: {id: sebabnya diketahui, en: the cause is known}
clocks:
  decide_by:
    title: {id: keputusan atas usulan, en: decision on the proposal}
    asks: {id: menyetujui atau menolak usulan ini, en: agree to this proposal or decline it}
    scope: stage
    starts_with: assigned
    met_by: [agreed, declined]
    ended_by: [done, dropped]
  finish_by:
    title: {id: penyelesaian, en: completion}
    asks: {id: menyelesaikan tindakan ini, en: finish this action}
    scope: stage
    starts_with: assigned
    met_by: [done]
    ended_by: [declined, dropped, postponed]
proposal:
  clocks: [{name: decide_by, within: P10D}]
  ladder: [{level: 1, role: agency_head, after: PT0S}]
  repeat_every: P5D
  repeat_times: 1
work:
  clocks: [{name: finish_by, within: P60D}]
  ladder: [{level: 1, role: agency_head, after: PT0S}]
  repeat_every: P5D
  repeat_times: 1
target_clock: finish_by
""",
    "notifications.yaml": """\
version: "1"
digests: {at: ["07:30", "13:00"], calendar: office}
quiet: ["20:00-24:00", "00:00-06:00"]
messages:
  - {event: complaint.assigned, to: officers, template: assigned}
  - {event: complaint.sent_to_triage, to: officers, template: triage}
  - {event: complaint.information_provided, to: officers, template: replied}
  - {event: complaint.comment_added, to: officers, template: commented}
  - {event: complaint.withdrawn, to: officers, template: withdrawn}
  - {event: complaint.reopened, to: officers, template: reopened}
  - {event: complaint.rated, to: officers, template: rated_low}
  - {event: deadline.approaching, to: officers, template: approaching}
  - {event: complaint.escalated, to: "{role}", template: escalated}
  - {event: finding.opened, to: officers, of: bureau, template: finding}
  - {event: improvement.proposed, to: mayor, template: improvement_proposed}
  - {event: improvement.decision_approaching, to: mayor, template: improvement_approaching}
  - {event: improvement.agreed, to: officers, template: improvement_agreed}
  - {event: improvement.deadline_approaching, to: officers, template: improvement_approaching}
  - {event: improvement.escalated, to: "{role}", template: improvement_escalated}
  - {event: improvement.effect_judged, to: officers, template: improvement_judged}
  - {event: improvement.effect_judged, to: mayor, template: improvement_judged}
  - {event: improvement.declined, to: officers, of: proposer, template: improvement_declined}
  - {event: improvement.done, to: officers, of: bureau, template: improvement_done}
  - {event: improvement.dropped, to: officers, of: bureau, template: improvement_dropped}
  - {event: complaint.filed, to: "{channel}", template: received}
  - {event: complaint.assigned, to: "{channel}", template: taken_on}
  - {event: complaint.information_requested, to: "{channel}", template: question}
  - {event: complaint.transferred, to: "{channel}", template: transferred}
  - {event: deadline.reminder, to: "{channel}", template: reminder}
  - {event: deadline.breached, to: "{channel}", template: late}
  - {event: complaint.escalation_acknowledged, to: "{channel}", template: promised}
  - {event: complaint.resolved, to: "{channel}", template: resolved}
  - {event: complaint.rejected, to: "{channel}", template: rejected}
  - {event: complaint.closed, to: "{channel}", template: closed}
""",
}
