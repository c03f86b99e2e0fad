"""Logs: structlog events with ids; what is not on the list of allowed facts is dropped, so no names or form data."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

from service.config import Settings

#: Facts that an event may carry besides its name; people are in our data, so everything else is dropped.
ALLOWED = frozenset(
    """event level timestamp logger exception
    request_id method endpoint path_template status duration_ms statements token_id
    job_id job_kind outbox_id outbox_kind task_id activity_id process_instance_id instance_id definition_key
    business_key residency_id person_id message_id mail_id deadline_id incident_id submission_id file_id
    error_class error_code gave_up attempts queue program pid port count seconds kind key version
    scenario address reason""".split()  # noqa: SIM905  a table reads better than sixty quotes
)


class _Stderr(logging.Handler):
    """Writes to whatever standard error is now, so that a redirected stream is never written to after its end."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        try:
            sys.stderr.write(self.format(record) + "\n")
        except ValueError:  # standard error has been closed: nobody is listening any more
            return


def configure(settings: Settings) -> None:
    """Give every logger of this process one format: columns on a terminal, else a JSON object per line."""
    as_json = settings.log_format == "json" or (settings.log_format == "auto" and not sys.stderr.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        only_allowed,
    ]
    last: Processor = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared[:3],
            format_exception,
            only_allowed,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = _Stderr()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared[1:3],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level.upper())
    for noisy in ("SpiffWorkflow", "spiff", "rq", "werkzeug", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def only_allowed(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every fact that is not on the list; a processor of structlog."""
    return {key: _short(value) for key, value in event.items() if key in ALLOWED or key.startswith("_")}


def format_exception(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep where an exception came from (files and lines), never its message: that may hold what somebody typed."""
    problem = event.pop("exc_info", None)
    if problem is True:
        problem = sys.exc_info()[1]
    if isinstance(problem, BaseException):
        frames, trace = [], problem.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            frames.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        event["exception"] = f"{type(problem).__name__} at " + " < ".join(reversed(frames[-8:]))
    return event


def _short(value: Any) -> Any:
    return value[:500] if isinstance(value, str) else value
