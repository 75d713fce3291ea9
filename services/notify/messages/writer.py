"""Writes messages: what a delivery says, in the layout of those who read it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from city.files.channels import Channel, recipient_id
from services.notify.domain.city import City
from services.notify.domain.delivery import Delivery, Digest, Sendable
from services.notify.domain.plan import MAIL
from services.notify.domain.subjects import Subject
from services.notify.messages.digests import Contents, arrange
from services.notify.messages.localised import localised
from services.notify.messages.look import look_at
from services.notify.messages.names import Names, clean
from services.notify.messages.page import Page, Quote
from services.notify.messages.parts import link, sections, whys
from services.notify.messages.rows import rows_of_actions, rows_of_complaints
from services.notify.messages.text import Row, Text, UnsafeMessage
from services.notify.messages.view import Seen
from services.notify.messages.wording import RENDERING_FAILED, Wording, WordingTemplate, described, wording

TO_COMPLAINANT = "message"
"""The block that a template for complainants has: the whole of what it says."""
TO_OWNER = "notice"
"""The block that a template for the owner of a channel has: it is for nobody else, and is not passed on."""


def no_link(sendable: Sendable) -> str | None:
    """For a city without a public address: no message has a link."""
    return None


class Messages:
    """Writes the messages of a city. `link` gives the one link of a message to officers or leaders, if there is any.

    Both raise `UnsafeMessage` for what cannot be written safely. `now` is when it is written.
    """

    def __init__(self, city: City, link: Callable[[Sendable], str | None] = no_link) -> None:
        self._city, self._link = city, link

    def write(self, delivery: Delivery, subject: Subject, now: datetime) -> Text:
        """The text of one delivery, from its variables and what is known of what it is about."""
        delivery = self._readable(delivery)
        words = self._words(delivery.language)
        template = words.template(delivery.template)
        is_to_complainant, is_to_owner = TO_COMPLAINANT in template.blocks, TO_OWNER in template.blocks
        # Not within the `try`: what is wrong with a link is not the fault of this message.
        url = None if is_to_complainant or is_to_owner else self._link(delivery)
        try:
            if is_to_owner:
                return self._to_owner(delivery, template)
            seen = look_at(delivery, subject, self._city, now, url is not None)
            if is_to_complainant:
                return self._to_complainant(delivery, seen, template)
            return self._to_person(delivery, seen, words, template, url)
        except RENDERING_FAILED as error:
            raise UnsafeMessage(f"{delivery.template}: {described(error)}") from error

    def write_digest(self, digest: Digest, rows: Sequence[Row], now: datetime) -> Text:
        """The text of a digest of these rows, which may stand in any order; there is at least one."""
        if not rows:
            raise UnsafeMessage("a digest of nothing")
        digest = replace(digest, language=self._language(digest.language))
        is_to_complainants = self._is_to_complainant(rows[0].delivery)
        url = None if is_to_complainants else self._link(digest)
        try:
            if is_to_complainants:
                return self._relay_digest(digest, rows, now)
            return self._digest(digest, rows, now, url)
        except RENDERING_FAILED as error:
            raise UnsafeMessage(f"digest: {described(error)}") from error

    def _readable(self, delivery: Delivery) -> Delivery:
        language = self._language(delivery.language)
        return delivery if language == delivery.language else replace(delivery, language=language)

    def _language(self, language: str) -> str:
        """A language that the city has words for: a message in another one is better than none."""
        return language if language in self._city.languages else self._city.languages[0]

    def _words(self, language: str) -> Wording:
        try:
            return wording(language)
        except RENDERING_FAILED as error:
            raise UnsafeMessage(f"{language}: {described(error)}") from error

    def _is_to_complainant(self, delivery: Delivery) -> bool:
        template = self._words(self._language(delivery.language)).template(delivery.template)
        return TO_COMPLAINANT in template.blocks

    # --- one message to an officer or a leader

    def _to_person(
        self, delivery: Delivery, seen: Seen, words: Wording, template: WordingTemplate, url: str | None
    ) -> Text:
        view = seen.view
        prefix = words.say("subject_prefix", view)
        filled = template.given({**seen.context, "prefix": f"{prefix} " if prefix else ""})
        page = Page(
            delivery.language,
            heading=words.say(view.heading, view),
            details=[said for said in (words.say(macro, view) for macro in view.details) if said],
            greeting=words.say("greeting", view.recipient_name),
            lead=filled.paragraphs("lead"),
            sections=sections(words, view),
            asked=filled.paragraphs("asked"),
            otherwise=filled.paragraphs("otherwise"),
            link=link(words, url, "take_on" if view.can_promise else view.open_label),
            why=[words.say("why_you", view)],
        )
        return page.laid_out("message", filled.subject, delivery.transport)

    # --- one message to the owner of a channel

    def _to_owner(self, delivery: Delivery, template: WordingTemplate) -> Text:
        """It is about no complaint: what the delivery says is all that there is to say."""
        filled = template.given(localised(delivery.variables, self._city.hours(delivery.recipient).zone))
        return Page(delivery.language, lead=filled.paragraphs(TO_OWNER)).laid_out(
            "message", filled.subject, delivery.transport
        )

    # --- one message to a complainant

    def _to_complainant(self, delivery: Delivery, seen: Seen, template: WordingTemplate) -> Text:
        filled = template.given(seen.context)
        subject, message = filled.subject, filled.paragraphs(TO_COMPLAINANT)
        if delivery.transport != MAIL:
            return Page(delivery.language, lead=message).laid_out("message", subject, delivery.transport)
        # Whoever passes it on reads it in the channel's language, the complainant in their own.
        channel = self._channel(delivery.recipient)
        language = self._language(channel.language) if channel else delivery.language
        context = {"number": seen.view.number, "message_subject": subject, "channel_name": _name(channel, language)}
        relay = self._words(language).template("relay").given(context)
        page = Page(
            language,
            lead=relay.paragraphs("lead"),
            quotes=[Quote(delivery.language, message)],
            why=relay.paragraphs("why"),
        )
        return page.laid_out("message", relay.subject, delivery.transport)

    def _channel(self, recipient: str) -> Channel | None:
        """The channel that is this recipient; None when the city no longer has it."""
        return next((each for each in self._city.channels.values() if recipient_id(each.id) == recipient), None)

    def _relay_digest(self, digest: Digest, rows: Sequence[Row], now: datetime) -> Text:
        """Every message in full, however many: a complainant who is left out hears of nothing."""
        quotes: list[Quote] = []
        for row in sorted(rows, key=lambda row: (row.delivery.subject_id, row.delivery.occurred_at)):
            delivery = self._readable(row.delivery)
            seen = look_at(delivery, row.subject, self._city, now)
            template = self._words(delivery.language).template(delivery.template)
            title = self._words(digest.language).say("for_complainant", seen.view.number)
            message = template.given(seen.context).paragraphs(TO_COMPLAINANT)
            quotes.append(Quote(delivery.language, message, title))
        at = digest.due_at.astimezone(self._city.hours(digest.recipient).zone)
        channel_name = _name(self._channel(digest.recipient), digest.language)
        context = {"messages": len(quotes), "at": at, "channel_name": channel_name}
        relay = self._words(digest.language).template("relay_digest").given(context)
        page = Page(
            digest.language,
            lead=relay.paragraphs("lead"),
            quotes=quotes,
            why=relay.paragraphs("why"),
        )
        return page.laid_out("message", relay.subject, digest.transport)

    # --- a digest for an officer or a leader

    def _digest(self, digest: Digest, rows: Sequence[Row], now: datetime, url: str | None) -> Text:
        rows = [Row(replace(row.delivery, language=digest.language), row.subject) for row in rows]
        contents = arrange(rows, self._city, now, url is not None)
        words = self._words(digest.language)
        context = self._digest_context(digest, contents, now, url)
        filled = words.template("digest").given(context)
        page = Page(
            digest.language,
            counts=[
                words.say("counted", kind, number, True) for kind, number in (*contents.counts, *contents.action_counts)
            ],
            greeting=words.say("greeting", Names(self._city, digest.language).person(digest.recipient)),
            lead=filled.paragraphs("lead"),
            asked=filled.paragraphs("asked"),
            otherwise=filled.paragraphs("otherwise"),
            link=link(words, url, _label(contents, context["can_promise"])),
            groups=[*rows_of_complaints(words, contents), *rows_of_actions(words, contents, self._link)],
            rest=filled.paragraphs("rest") if contents.hidden else (),
            rest_lines=[words.say("hidden", unit, number) for unit, number in contents.hidden],
            why=whys(words, (entry.first.view for entry in (*contents.entries, *contents.actions))),
        )
        return page.laid_out("digest", filled.subject, digest.transport)

    def _digest_context(self, digest: Digest, contents: Contents, now: datetime, url: str | None) -> dict[str, Any]:
        """What `digest.j2` sees; the numbers are of complaints but for those that are named otherwise."""
        zone = self._city.hours(digest.recipient).zone
        worst = contents.groups[0] if contents.groups else None
        return {
            **contents.asked_of_actions,
            "action_counts": contents.action_counts,
            "at": digest.due_at.astimezone(zone),
            "counts": contents.counts,
            "total": len(contents.entries),
            "overdue": sum(group.overdue for group in contents.groups),
            "units": sum(group.overdue > 0 for group in contents.groups),
            "worst_unit": worst.unit if worst else None,
            "worst_overdue": worst.overdue if worst else 0,
            "worst_late": worst.worst.first.view.late if worst else (),
            "next_at": contents.next_at(now),
            "hidden": sum(number for _, number in contents.hidden),
            "has_link": url is not None,
            "can_promise": url is not None and digest.is_asked,
        }


def _name(channel: Channel | None, language: str) -> str | None:
    return clean(channel.name.in_language(language)) or None if channel else None


def _label(contents: Contents, can_promise: bool) -> str:
    """What the link of a digest is called."""
    if not contents.entries:
        return "open_actions"
    return "take_on_several" if can_promise else "open_several"
