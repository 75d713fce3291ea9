"""Structured logs: one JSON object a line on standard error.

Each has `service` and `version`. Where it is about something it names that: `complaint_id`, `event_id` of the event
that is handled or emitted, `cause` of that event, `trace_id` of the request.
"""

import logging
import sys

import structlog

from chassis.version import VERSION

Logger = structlog.stdlib.BoundLogger

_NOISY = (
    "faust", "mode", "aiokafka", "pymongo", "uvicorn", "httpx", "httpcore", "urllib3", "apprise", "aiosmtplib",
    "asyncio", "opentelemetry",
)  # fmt: skip
"""Libraries that would fill the log (faust and aiokafka at DEBUG cost a quarter of the CPU), or write addresses."""


def configure(service: str, level: str) -> None:
    """Send structlog's and the standard library's records to one JSON formatter."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _named(service),
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _NOISY:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))


def get(name: str) -> Logger:
    """The logger of a module."""
    logger: Logger = structlog.stdlib.get_logger(name)
    return logger


def _named(service: str) -> structlog.types.Processor:
    def add(_logger: object, _method: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
        event["service"], event["version"] = service, VERSION
        return event

    return add
