"""A file of residents in training: read from CSV or XLSX, shown row by row before it is kept, then entered."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from service.residency.entering import registering
from workflows.model import errors
from workflows.model.actor import Actor
from workflows.model.errors import FieldProblem
from workflows.transaction import Transaction

#: The most that a file may hold: bytes, bytes unpacked, rows, columns.
LARGEST, UNPACKED, ROWS, COLUMNS = 5_000_000, 50_000_000, 2000, 60
#: The file's columns in Swedish → the facts' names; the names themselves are understood too.
COLUMNS_SV = {
    "anställningsid": "employment_id",
    "personnummer": "personnummer",
    "förnamn": "first_name",
    "efternamn": "last_name",
    "e-post": "email",
    "enhet": "unit",
    "specialitet": "specialty",
    "riktlinje": "edition",
    "anställd från": "employment_start_on",
    "st-start": "st_start_on",
    "tjänstgöringsgrad": "fte",
    "legitimation": "licence_on",
    "svensk at": "swedish_at",
    "handledare": "main_supervisor",
    "föreskrift": "regulation",
    "iup godkänd": "iup_approved_on",
    "kontrakt": "contract",
    "kontrakt datum": "contract_on",
    "tillgodoräknade månader": "credit_months",
    "tillgodoräknat av": "credit_decided_by",
    "tillgodoräknat datum": "credit_decided_on",
    "tillgodoräknat underlag": "credit_source",
    "klara delmål": "goals_done",
}
_REGULATIONS = {"sosfs 2015:8": "SOSFS_2015_8", "hslf-fs 2021:8": "HSLF_FS_2021_8"}
_CONTRACTS = {"underskrivet": "signed", "behövs inte": "not_needed", "öppet": "open"}
_ANNEX = {"SOSFS_2015_8": "4", "HSLF_FS_2021_8": "9"}
_DONE = re.compile(r"^\s*(\S+)\s+(\d{4}-\d{2}-\d{2})(?:\s+(.+?))?\s*$")


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it went or would go: its number in the file, who it is about, what is wrong; *id* once entered."""

    number: int
    name: str
    problems: tuple[FieldProblem, ...]
    residency_id: UUID | None = None
    is_new: bool = False


class _Thrown(Exception):
    """The row was only tried."""


def read(filename: str, body: bytes) -> list[dict[str, Any]]:
    """Return a file's rows as facts. CSV in UTF-8 or Windows-1252 with ``;``, ``,`` or tab; the first sheet of XLSX.

    Raises Invalid for a file that is too large, not of these kinds, unsafe, or without the columns that are needed.
    """
    if len(body) > LARGEST:
        raise _unreadable("Filen är för stor.", "The file is too large.")
    table = list(_xlsx(body) if body[:2] == b"PK" else _csv(body))
    if not table:
        raise _unreadable("Filen är tom.", "The file is empty.")
    names = [_column(cell) for cell in table[0]]
    if "employment_id" not in names:
        raise _unreadable("Kolumnen anställningsid saknas.", "The column employment_id is missing.")
    if len(table) > ROWS + 1:
        raise _unreadable(f"Filen har fler än {ROWS} rader.", f"The file has more than {ROWS} rows.")
    rows = (dict(zip(names, cells, strict=False)) for cells in table[1:])
    return [row for row in rows if any(value not in (None, "") for value in row.values())]


def preview(tx: Transaction, rows: Sequence[Mapping[str, Any]], *, by: Actor) -> list[Row]:
    """Try each row and take it back: what would be entered, and what is wrong with the others."""
    return [_row(tx, number, row, by, keep=False) for number, row in enumerate(rows, start=2)]


def enter(tx: Transaction, rows: Sequence[Mapping[str, Any]], *, by: Actor) -> list[Row]:
    """Enter the rows; a wrong one is refused with its number and the others go in. Twice enters once."""
    return [_row(tx, number, row, by, keep=True) for number, row in enumerate(rows, start=2)]


def facts(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row's cells as the facts that ``registering.register`` takes."""
    told = {name: _cell(value) for name, value in row.items() if name and value not in (None, "")}
    regulation = str(told.get("regulation", ""))
    told["regulation"] = _REGULATIONS.get(regulation.lower(), regulation)
    contract = str(told.get("contract", "open"))
    told["contract"] = _CONTRACTS.get(contract.lower(), contract)
    answers = {"ja": True, "nej": False, "yes": True, "no": False}
    if "swedish_at" in told:
        told["swedish_at"] = answers.get(str(told["swedish_at"]).lower(), told["swedish_at"])
    months = told.pop("credit_months", None)
    credit = {name: told.pop(f"credit_{name}", "") for name in ("decided_by", "decided_on", "source")}
    if months is not None:
        told["credits"] = [{"months": months, **credit}]
    done = _certificates(str(told.pop("goals_done", "")), str(told["regulation"]))
    return {**told, **({"certificates": done} if done else {})}


def _row(tx: Transaction, number: int, row: Mapping[str, Any], by: Actor, *, keep: bool) -> Row:
    name = f"{row.get('first_name') or ''} {row.get('last_name') or row.get('person') or ''}".strip()
    made: list[registering.Registered] = []

    def go() -> None:
        made.append(registering.register(tx, facts(row), by=by))

    problems = _tried(tx, go, keep=keep)
    if problems or not made:
        return Row(number, name, tuple(problems))
    return Row(number, name, (), made[0].residency_id if keep else None, made[0].created)


def _tried(tx: Transaction, act: Callable[[], None], *, keep: bool) -> list[FieldProblem]:
    """Do something behind a savepoint; take it back when it is refused or was only to be tried."""
    try:
        with tx.session.begin_nested():
            act()
            tx.session.flush()
            if not keep:
                raise _Thrown
    except _Thrown:
        tx.known.clear()
    except errors.Invalid as exc:
        tx.known.clear()
        return exc.fields or [FieldProblem("/", exc.text("sv"), exc.text("en"))]
    except (errors.Conflict, errors.NotFound) as exc:
        tx.known.clear()
        return [FieldProblem("/employment_id", exc.text("sv"), exc.text("en"))]
    return []


def _csv(body: bytes) -> Iterator[list[Any]]:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    mark = max(";,\t", key=first.count)
    for row in csv.reader(io.StringIO(text), delimiter=mark):
        yield [cell.strip() for cell in row[:COLUMNS]]


def _xlsx(body: bytes) -> Iterator[list[Any]]:
    try:
        _must_be_safe(body)
        book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        found = [list(row) for row in sheet.iter_rows(max_row=ROWS + 2, max_col=COLUMNS, values_only=True)]
        book.close()
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError) as exc:
        raise _unreadable("Filen går inte att läsa som XLSX.", "The file is not readable XLSX.") from exc
    yield from found


def _must_be_safe(body: bytes) -> None:
    """Refuse a bomb and a document type before anything parses the XML."""
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        if sum(part.file_size for part in packed.infolist()) > UNPACKED:
            raise _unreadable("Filen är för stor uppackad.", "The file is too large unpacked.")
        for part in packed.infolist():
            if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in packed.read(part):
                raise _unreadable("Filen godtas inte av säkerhetsskäl.", "The file is refused for safety.")


def _unreadable(sv: str, en: str) -> errors.Invalid:
    return errors.Invalid(en, sv, fields=[FieldProblem("/file", sv, en)])


def _column(cell: Any) -> str:
    text = str(cell or "").strip()
    return COLUMNS_SV.get(text.lower(), text)


def _cell(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.date) else value.strip() if isinstance(value, str) else value


def _certificates(text: str, regulation: str) -> list[dict[str, Any]]:
    """Read ``STc1 2025-05-02 Bo Kaveldun; STc2 2025-09-01``: goals with a signed certificate."""
    found: list[dict[str, Any]] = []
    for part in (one for one in re.split(r"[;\n]", text) if one.strip()):
        told = _DONE.match(part)
        code, day, signer = told.groups() if told else (part.strip(), "", None)
        found.append(
            {"annex": _ANNEX.get(regulation, "9"), "goals": [code], "signed_on": day, "signer_name": signer or ""}
        )
    return found
