"""Writes the pages of the kinds of problems for integrators: `python -m tools.problems`, to `docs/integrate/problems`.

What they say is what the running API answers at the same address: `services.complaints.texts.problems`.
"""

from collections.abc import Mapping
from typing import Any

import orjson

from deploy.local.environment import REPOSITORY
from services.complaints.api.problem_examples import OF_KIND
from services.complaints.texts import problems
from services.complaints.texts.problems import ProblemWords

FOLDER = REPOSITORY / "docs" / "integrate" / "problems"
_LANGUAGE = "en"
_HEAD = (
    "<!-- Written by `make problems` from services/complaints/texts/problems/en.yaml: change that, not this file. -->\n"
)
_LIST = """\
# Problems

{intro} In a browser they are in the reader's language; with `Accept: application/json` they are an object.

| kind | status | title |
|---|---|---|
"""
_ONE = """\
# {title}

`type` is `{type}`, the HTTP status {status}. {meaning}

## {labels.causes}

{causes}

## {labels.remedies}

{remedies}

## {labels.example}

```json
{example}
```

[{labels.all_kinds}](README.md)
"""


def documents() -> dict[str, str]:
    """Each page of the folder under the name of its file."""
    known = problems.of(_LANGUAGE)
    pages = {f"{kind}.md": _page(known.kinds[kind], example) for kind, example in OF_KIND.items()}
    rows = (
        f"| [`{kind}`]({kind}.md) | {example['status']} | {known.kinds[kind].title} |\n"
        for kind, example in sorted(OF_KIND.items(), key=lambda item: (item[1]["status"], item[0]))
    )
    return {"README.md": _HEAD + _LIST.format(intro=known.labels.list_intro) + "".join(rows), **pages}


def _page(words: ProblemWords, example: Mapping[str, Any]) -> str:
    return _HEAD + _ONE.format(
        labels=problems.of(_LANGUAGE).labels,
        title=words.title,
        meaning=words.meaning,
        type=example["type"],
        status=example["status"],
        causes="\n".join(f"- {cause}" for cause in words.causes),
        remedies="\n".join(f"1. {remedy}" for remedy in words.remedies),
        example=orjson.dumps(example, option=orjson.OPT_INDENT_2).decode(),
    )


if __name__ == "__main__":
    written = documents()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for gone in (path for path in FOLDER.glob("*.md") if path.name not in written):
        gone.unlink()
    for name, text in written.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
