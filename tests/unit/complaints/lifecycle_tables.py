"""What the naive model of the lifecycle knows of actions: from where to where, and who may take them."""

AT_WORK = ("assigned", "acknowledged", "in_progress")
AT_A_UNIT = ("filed", *AT_WORK)
UNANSWERED = (*AT_A_UNIT, "needs_information", "reopened")
EVERYWHERE = (*UNANSWERED, "resolved", "rejected", "withdrawn", "closed", "duplicate")
STAYS = "stays"

WHEN: dict[str, tuple[tuple[str, ...], str]] = {
    "acknowledge": (("filed", "assigned"), "acknowledged"),
    "start": (("assigned", "acknowledged"), "in_progress"),
    "report_progress": ((*AT_A_UNIT, "needs_information"), STAYS),
    "request_information": (("acknowledged", "in_progress"), "needs_information"),
    "resolve": ((*AT_WORK, "needs_information"), "resolved"),
    "reject": ((*AT_A_UNIT, "needs_information"), "rejected"),
    "transfer": (AT_A_UNIT, STAYS),
    "reclassify": (AT_A_UNIT, STAYS),
    "delegate": ((*AT_A_UNIT, "needs_information"), STAYS),
    "request_contribution": ((*AT_A_UNIT, "needs_information"), STAYS),
    "contribute": (UNANSWERED, STAYS),
    "request_review": (AT_WORK, STAYS),
    "uphold": ((*AT_A_UNIT, "needs_information"), STAYS),
    "acknowledge_escalation": (UNANSWERED, STAYS),
    "change_policy": (AT_A_UNIT, STAYS),
    "merge": ((*AT_A_UNIT, "needs_information"), "duplicate"),
    "unmerge": (("duplicate",), "reopened"),
    "note": (EVERYWHERE, STAYS),
    "reopen": (("resolved", "rejected", "closed"), "reopened"),
    "reply": (("needs_information",), "in_progress"),
    "comment": (EVERYWHERE, STAYS),
    "withdraw": ((*UNANSWERED, "duplicate"), "withdrawn"),
    "confirm": (("resolved",), "closed"),
    "rate": (("resolved", "closed"), STAYS),
    "survey": (("rejected", "closed"), STAYS),
    "credit": (tuple(each for each in EVERYWHERE if each != "withdrawn"), STAYS),
    "close": (("needs_information", "resolved"), "closed"),
    "settle": (("duplicate",), "closed"),
    "rejoin": (("duplicate", "closed"), "duplicate"),
}
"""From which states to which one."""

ANSWERING = {"acknowledge", "start", "report_progress", "request_information", "resolve", "note"}
WORKING = ANSWERING | {
    "reject",
    "transfer",
    "reclassify",
    "delegate",
    "request_contribution",
    "reopen",
    "merge",
    "unmerge",
}
MAY: dict[str, set[str]] = {
    "officer": WORKING | {"contribute", "request_review"},
    "unit_head": WORKING | {"contribute", "request_review", "acknowledge_escalation", "uphold"},
    "leader": {"acknowledge_escalation", "change_policy", "delegate", "note", "reopen"},
    "triage": WORKING | {"uphold"},
    "auditor": set(),
    "bureau": set(),
    "complainant": {"reply", "comment", "withdraw", "confirm", "reopen", "rate", "survey"},
    "system": {"confirm", "close", "unmerge", "settle", "rejoin", "credit"},
}
