"""What HR tells about a new employment: read, checked field by field, and brought to one form."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from service import catalogue
from service.directory import people, queries
from service.directory.tables import Person, Unit
from service.residency import hire_dates
from service.residency.fields import Fields, as_date, is_percent
from workflows.model import calendar, errors
from workflows.transaction import Transaction

POSITIONS = ("ST", "BT", "AT")
EMPLOYMENTS = ("permanent", "fixed_term")
TRAINED_IN = ("sweden_55y", "sweden_6y", "eu_eea", "third_country")
PERSON_FIELDS = ("personnummer", "first_name", "last_name", "email", "hsa_id")
FIELDS = frozenset(
    {
        "employment_id",
        "person",
        *PERSON_FIELDS,
        "unit",
        "specialty",
        "edition",
        "position_type",
        "employment_start_on",
        "employment_type",
        "fte",
        "st_start_on",
        "licence_on",
        "swedish_at",
        "trained_in",
        "st_started_before",
        "pre_st_locum_on",
        "nuc_introduction",
        "main_supervisor",
        "earlier_service",
        "documents",
    }
)
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


@dataclass(slots=True)
class HireFacts:
    """A checked employment. ``content`` is its one form: what is compared when it is sent again."""

    employment_id: str
    person: Person | None
    new_person: dict[str, str | None]
    unit: Unit
    edition: str
    specialty: str
    position_type: str
    employment_start_on: dt.date
    st_start_on: dt.date
    fte: int
    licence_on: dt.date | None
    swedish_at: bool | None
    st_started_before: bool | None
    trained_in: str | None
    pre_st_locum_on: dt.date | None
    main_supervisor: Person | None
    content: dict[str, Any] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """Return the digest of the content."""
        text = json.dumps(self.content, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def read(tx: Transaction, given: Mapping[str, Any]) -> HireFacts:
    """Check the facts of an employment. Raises InvalidHire with one FieldProblem per wrong field.

    *given* is flat, as the form sends it, or has the person nested, as the API does; dates may be ISO text.
    Left out: ``st_start_on`` is ``employment_start_on`` and the other way round, permanent, full time, ST.
    """
    return _Reader(tx, given).read()


class _Reader(Fields):
    """Collects problems while it reads, so that all are told at once."""

    def __init__(self, tx: Transaction, given: Mapping[str, Any]) -> None:
        nested = given.get("person")
        is_nested = isinstance(nested, Mapping)
        flat = {**given, "person": None, **nested} if isinstance(nested, Mapping) else given
        super().__init__(flat, person_prefix="/person/" if is_nested else "/")
        self.tx = tx
        self.today = calendar.local_date(tx.now())

    def read(self) -> HireFacts:
        for name in sorted(set(self.given) - FIELDS):
            self.problem(name, f"Uppgiften {name} finns inte.", f"There is no fact named {name}.")
        employment_id = self.text("employment_id", 80, "Skriv anställningens id.", "Give the employment's id.")
        person, new_person = self._person()
        unit, specialty = self._unit(), self._specialty()
        start, st_start = self._starts()
        position = self.one_of("position_type", POSITIONS, default="ST") or "ST"
        self._unused()
        kept = {
            "edition": self._edition(unit),
            "fte": self.percent("fte", default=100),
            "licence_on": self._licence(position, start),
            "main_supervisor": self._supervisor(person),
            "swedish_at": self.flag("swedish_at"),
            "st_started_before": self.flag("st_started_before"),
            "trained_in": self.one_of("trained_in", TRAINED_IN),
            "pre_st_locum_on": self.date("pre_st_locum_on"),
        }
        if self.problems or unit is None or start is None or st_start is None:
            raise errors.InvalidHire(fields=self.problems)
        return HireFacts(
            employment_id=employment_id,
            person=person,
            new_person=new_person,
            unit=unit,
            specialty=specialty,
            position_type=position,
            employment_start_on=start,
            st_start_on=st_start,
            content=self.content,
            **kept,  # type: ignore[arg-type]
        )

    def _unused(self) -> None:
        """Keep what no rule asks for yet, so that it is compared and shown."""
        self.one_of("employment_type", EMPLOYMENTS, default="permanent")
        self.flag("nuc_introduction")
        self._earlier_service()
        if self.given.get("documents"):
            self.content["documents"] = self.given["documents"]

    # -- the person ----------------------------------------------------------------------------------

    def _person(self) -> tuple[Person | None, dict[str, str | None]]:
        reference = self.given.get("person")
        if reference is not None:
            found = queries.person(self.tx.session, reference if isinstance(reference, UUID) else str(reference))
            if found is None:
                self.problem("person", f"Ingen person heter {reference}.", f"There is no person {reference}.")
            else:
                self.content["person"] = str(found.id)
            return found, {}
        new = {
            "first_name": self.text("first_name", 80, "Skriv förnamn.", "Give the first name.", person=True),
            "last_name": self.text("last_name", 80, "Skriv efternamn.", "Give the last name.", person=True),
            "email": self._email(),
            "hsa_id": self.plain("hsa_id"),
            "personnummer": self._personnummer(),
        }
        self.content.update({k: v for k, v in new.items() if v})
        return self._known(new), new

    def _known(self, new: Mapping[str, str | None]) -> Person | None:
        """Find the person by personnummer; an e-mail or HSA-id of somebody else is a mistake."""
        number = new["personnummer"]
        found = queries.person_by(self.tx.session, personnummer=number) if number else None
        for column, sv, en in (("email", "E-postadressen", "The e-mail address"), ("hsa_id", "HSA-id", "The HSA-id")):
            value = new[column]
            other = queries.person_by(self.tx.session, **{column: value}) if value else None
            if other is not None and number and other.personnummer is None and found is None:
                found = other
            elif other is not None and (found is None or other.id != found.id):
                self.problem(column, f"{sv} tillhör någon annan.", f"{en} belongs to somebody else.", person=True)
        self._same_name(found, new)
        return found

    def _same_name(self, found: Person | None, new: Mapping[str, str | None]) -> None:
        """A known number with another name is a slip of the keyboard more often than a new name."""
        written = (new["last_name"] or "").casefold()
        if found is None or not written or written == found.last_name.casefold():
            return
        sv = f"Personnumret tillhör {found.name}, som redan finns i Randa. Kontrollera numret och namnet."
        en = f"The personnummer belongs to {found.name}, who is known to Randa. Check the number and the name."
        self.problem("personnummer", sv, en, person=True)

    def _personnummer(self) -> str | None:
        text = self.given.get("personnummer")
        if text is None:
            self.problem("personnummer", "Skriv personnummer.", "Give the personnummer.", person=True)
            return None
        digits = people.twelve_digits(str(text), self.today)
        if digits is None:
            sv = "Det är inget giltigt personnummer. Skriv ÅÅÅÅMMDD-NNNN och kontrollera siffrorna."
            en = "This is not a valid personnummer. Write YYYYMMDD-NNNN and check the digits."
            self.problem("personnummer", sv, en, person=True)
        return digits

    def _email(self) -> str | None:
        text = self.text("email", 254, "Skriv e-postadressen i tjänsten.", "Give the work e-mail address.", person=True)
        if text and not _EMAIL.match(text):
            self.problem("email", "Skriv en hel e-postadress.", "Give a complete e-mail address.", person=True)
        return text.lower() or None

    def _supervisor(self, resident: Person | None) -> Person | None:
        reference = self.given.get("main_supervisor")
        if reference is None:
            return None
        found = queries.person(self.tx.session, reference if isinstance(reference, UUID) else str(reference))
        if found is None:
            sv, en = f"Ingen person heter {reference}.", f"There is no person {reference}."
            self.problem("main_supervisor", sv, en)
        elif resident is not None and found.id == resident.id:
            sv, en = "Ingen är sin egen handledare.", "Nobody supervises themselves."
            self.problem("main_supervisor", sv, en)
        else:
            self.content["main_supervisor"] = str(found.id)
        return found

    # -- the post ------------------------------------------------------------------------------------

    def _unit(self) -> Unit | None:
        name = self.text("unit", 64, "Välj enhet.", "Choose a unit.")
        found = queries.unit(self.tx.session, name) if name else None
        if name and (found is None or found.kind != "unit" or not found.is_active):
            self.problem("unit", f"Det finns ingen enhet {name}.", f"There is no unit {name}.")
            return None
        return found

    def _specialty(self) -> str:
        name = self.text("specialty", 64, "Välj specialitet.", "Choose a specialty.")
        if name and name not in catalogue.specialties():
            self.problem("specialty", f"Det finns ingen specialitet {name}.", f"There is no specialty {name}.")
        return name

    def _edition(self, unit: Unit | None) -> str:
        if unit is None:
            return ""
        region = queries.region(self.tx.session, unit.region)
        assert region is not None, "a unit's region is a foreign key"
        edition = self.plain("edition") or region.default_edition
        if edition not in region.editions:
            sv = f"{region.name_sv} följer inte riktlinjen {edition}."
            self.problem("edition", sv, f"{region.name_en} does not follow the guideline {edition}.")
        self.content["edition"] = edition
        return edition

    def _starts(self) -> tuple[dt.date | None, dt.date | None]:
        start, st_start = self.date("employment_start_on"), self.date("st_start_on")
        start, st_start = start or st_start, st_start or start
        if start is None and not any(p.pointer.endswith("_start_on") for p in self.problems):
            self.problem("employment_start_on", "Skriv första anställningsdagen.", "Give the first day of employment.")
        hire_dates.check(self, start, st_start, self.today)
        for name, day in (("employment_start_on", start), ("st_start_on", st_start)):
            self.content[name] = day.isoformat() if day else None
        return start, st_start

    def _licence(self, position: str, start: dt.date | None) -> dt.date | None:
        day = self.date("licence_on")
        if day is None:
            if position != "AT" and not any(p.pointer == "/licence_on" for p in self.problems):
                sv = "Skriv när legitimationen utfärdades. Bara AT görs före legitimationen."
                self.problem("licence_on", sv, "Give the date of the licence. Only AT is done before it.")
        elif day > self.today:
            sv = f"Datumet {day} ligger i framtiden. En legitimation är redan utfärdad."
            self.problem("licence_on", sv, f"The date {day} lies in the future. A licence has already been issued.")
        elif start is not None and day > start:
            sv = f"Datumet {day} är efter första anställningsdagen {start}. Kontrollera båda."
            self.problem("licence_on", sv, f"The date {day} is after the first day of employment {start}. Check both.")
        return day

    def _earlier_service(self) -> None:
        """Read rows of {unit_name, from_on, to_on, fte}; ``unit``, ``from`` and ``to`` are understood too."""
        rows = self.given.get("earlier_service") or []
        kept = []
        for index, row in enumerate(rows if isinstance(rows, list) else []):
            start, end = self._row_date(index, row, "from"), self._row_date(index, row, "to")
            if start and end and end < start:
                sv, en = "Slutdatum ligger före startdatum.", "The last day is before the first."
                self.problem(f"earlier_service/{index}/{_name_in(row, 'to')}", sv, en)
            percent = row.get("fte", 100)
            if not is_percent(percent):
                self.bad_percent(f"earlier_service/{index}/fte", percent)
                percent = 0
            where = row.get("unit_name") or row.get("unit")
            kept.append({"unit_name": where, "from_on": str(start), "to_on": str(end), "fte": int(percent)})
        if kept:
            self.content["earlier_service"] = kept

    def _row_date(self, index: int, row: Mapping[str, Any], name: str) -> dt.date | None:
        day = as_date(row.get(_name_in(row, name)))
        if day is None:
            sv, en = "Skriv ett datum, som 2026-11-25.", "Give a date, like 2026-11-25."
            self.problem(f"earlier_service/{index}/{_name_in(row, name)}", sv, en)
        return day


def _name_in(row: Mapping[str, Any], name: str) -> str:
    return name if name in row else f"{name}_on"
