"""The description of all events as AsyncAPI 3.0, made from the models and topics.

`python -m tools.asyncapi` writes `contracts/asyncapi.yaml`; with `--check` it only compares.
"""

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic.json_schema import models_json_schema

import contracts
from contracts.codec import ATTRIBUTES
from contracts.events import Event
from contracts.registry import EVENTS
from contracts.topics import TOPICS, Topic

FILE = Path(contracts.__file__).parent / "asyncapi.yaml"
ENVELOPE = "CloudEvent"
_KAFKA_BINDING = "0.5.0"
_HEADER = "# Written by `make asyncapi` from contracts/*.py: change those, not this file.\n"
_DESCRIPTION = """\
Events about complaints, findings and improvement actions, one CloudEvents 1.0 event in structured JSON a record, keyed
by the id of what it is about; a topic has one kind of these.

At least once: the same event may come again with the same `id`. Events about the same thing keep their order within a
topic, not across topics. Fields may be added to `data`: ignore those that you do not know. What can never be handled
goes to `<topic>-dlq`. An environment may put a prefix before every topic's name.
"""
Json = dict[str, Any]


def document() -> Json:
    """The whole AsyncAPI document."""
    topics = [topic for topic in TOPICS if topic.events]
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Tanggap events", "version": "1.0.0", "description": _DESCRIPTION},
        "defaultContentType": "application/cloudevents+json",
        "channels": {topic.name: _channel(topic) for topic in topics},
        "operations": {name: operation for topic in topics for name, operation in _operations(topic)},
        "components": {
            "messages": {_name(model, topic): _message(model, topic) for topic in topics for model in topic.events},
            "schemas": _schemas(),
        },
    }


def _names(topic: Topic) -> list[str]:
    return [_name(model, topic) for model in topic.events]


def _name(model: type[Event], topic: Topic) -> str:
    """The name of a message: that of its model, which may be about subjects of several kinds, a topic for each."""
    first = next(each for each in TOPICS if model in each.events)
    return model.__name__ if topic == first else f"{model.__name__}Of{topic.subject.capitalize()}"


def _channel(topic: Topic) -> Json:
    return {
        "address": topic.name,
        "description": f"{topic.purpose[0].upper()}{topic.purpose[1:]}.",
        "messages": {name: _ref("components/messages", name) for name in _names(topic)},
        "bindings": {"kafka": _kafka_channel(topic)},
    }


def _kafka_channel(topic: Topic) -> Json:
    kept: Json = {"cleanup.policy": ["compact" if topic.compacted else "delete"]}
    if topic.retention_ms is not None:
        kept["retention.ms"] = topic.retention_ms
    return {
        "topic": topic.name,
        "partitions": topic.partitions,
        "topicConfiguration": kept,
        "bindingVersion": _KAFKA_BINDING,
    }


def _operations(topic: Topic) -> Iterator[tuple[str, Json]]:
    yield f"{topic.producer}-sends-{topic.name}", _operation("send", topic.producer, topic)
    for consumer in topic.consumers:
        yield f"{consumer}-receives-{topic.name}", _operation("receive", consumer, topic)


def _operation(action: str, service: str, topic: Topic) -> Json:
    return {
        "action": action,
        "summary": f"{service} {action}s {topic.purpose}.",
        "channel": _ref("channels", topic.name),
        "messages": [_ref(f"channels/{topic.name}/messages", name) for name in _names(topic)],
    }


def _message(model: type[Event], topic: Topic) -> Json:
    return {
        "name": model.type,
        "summary": inspect.cleandoc(model.__doc__ or "").partition("\n\n")[0].replace("\n", " "),
        "contentType": "application/cloudevents+json",
        "payload": _payload(model, topic.producer),
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": f"the id of the {topic.subject}"},
                "bindingVersion": _KAFKA_BINDING,
            },
        },
    }


def _payload(model: type[Event], producer: str) -> Json:
    own = {
        "type": {"const": model.type},
        "source": {"const": f"/tanggap/{producer}"},
        "data": _ref("components/schemas", model.__name__),
    }
    return {"allOf": [_ref("components/schemas", ENVELOPE), {"type": "object", "properties": own}]}


def _schemas() -> Json:
    models = [(model, "validation") for model in EVENTS.values()]
    _, made = models_json_schema(models, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]  # a list of literals
    schemas: Json = made["$defs"]
    for model in EVENTS.values():
        schemas[model.__name__] = _only_data(schemas[model.__name__])
    return {ENVELOPE: _envelope(), **schemas}


def _only_data(schema: Json) -> Json:
    """What stands in `data`: the attributes of the envelope are described once, there."""
    data = schema | {"properties": {name: of for name, of in schema["properties"].items() if name not in ATTRIBUTES}}
    data["required"] = [name for name in schema["required"] if name not in ATTRIBUTES]
    return data


def _envelope() -> Json:
    text = {"type": "string"}
    properties: Json = {
        "specversion": {"const": "1.0"},
        "id": text | {"description": "The same for the same event, however often it is published."},
        "source": text | {"format": "uri-reference", "description": "The service that emits it."},
        "type": text,
        "subject": text | {"description": "The id of what it is about, which is also the record's key."},
        "time": text | {"format": "date-time", "description": "When it happened, in UTC."},
        "datacontenttype": {"const": "application/json"},
        "causationid": text | {"description": "The id of the event from which this one follows."},
        "traceparent": text | {"description": "W3C trace context of the request that the event goes back to."},
        "data": {"type": "object"},
    }
    optional = {"causationid", "traceparent"}
    return {
        "type": "object",
        "description": "CloudEvents 1.0 in structured JSON.",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
    }


def _ref(place: str, name: str) -> Json:
    return {"$ref": f"#/{place}/{name}"}


class _Dumper(yaml.SafeDumper):
    """Writes shared parts out in full and texts line by line: anchors and folded quotes would only puzzle readers."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_str(self, data: str) -> yaml.ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", data, style="|" if "\n" in data else None)


_Dumper.add_representer(str, _Dumper.represent_str)


def text() -> str:
    """The document as the file has it."""
    return _HEADER + yaml.dump(document(), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


def main(arguments: list[str]) -> int:
    """Write the file, or with `--check` compare it; the exit code is 1 when it is out of step."""
    if "--check" not in arguments:
        FILE.write_text(text(), encoding="utf-8")
        return 0
    if FILE.exists() and FILE.read_text(encoding="utf-8") == text():
        return 0
    print(f"contracts/{FILE.name} is out of step with the models and topics; run: make asyncapi", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
