"""The texts of messages. A language is a folder of files here, nothing else; what all languages share is in `layouts`.

`<language>/words.j2` names months, durations, steps and reasons, and says why somebody gets a message. A template says
its wording once, in blocks of plain text. One for officers and leaders has `subject`, `lead`, `asked` (what to do),
`otherwise` (what happens if not) and `line` (the same as a line of a digest). One for complainants has `subject` and
`message`, the whole of what they read; one for the owner of a channel has `notice` instead. A template can use what
`services.notify.messages.view.View` has, the variables of its event, and the words of its language.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
OF_EVERY_LANGUAGE = ("words", "digest", "relay", "relay_digest", "webhook_disabled")
"""The files that each language needs whatever its city sends."""


def missing_words(language: str) -> list[str]:
    """The files that every message of a language needs and that do not exist."""
    return [missing for name in OF_EVERY_LANGUAGE for missing in missing_template(name, language)]


def missing_template(template: str, language: str) -> list[str]:
    """The files of a template in a language that do not exist."""
    name = f"{language}/{template}.j2"
    return [] if (FOLDER / name).is_file() else [name]
