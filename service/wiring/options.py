"""Lists that the house keeps for forms: supervisors, units, specialties, goals (the forms room's port ``Options``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from forms.ports import Choice, Scope
from service import catalogue
from service.directory import queries as directory
from service.directory.tables import Unit
from workflows.model import calendar
from workflows.model.actor import Actor
from workflows.transaction import Transaction

_EVERYBODY = "alla specialiteter"
_MOST = "de flesta specialiteter"
_BASIC = "BT "


class HouseOptions:
    """Choices as one person sees them in one case; each list is fetched once per transaction."""

    def __init__(self, tx: Transaction, by: Actor) -> None:
        self._tx, self._by = tx, by
        self._lists: Mapping[str, Callable[[Scope], Sequence[Choice]]] = {
            "units": self._units,
            "specialties": lambda _: specialties(),
            "people:supervisor": self._supervisors,
            "goals": goals,
        }

    def choices(self, source: str, scope: Scope) -> Sequence[Choice]:
        """Return what can be chosen from *source*; nothing for a source that the house does not have."""
        slot = (f"choices:{source}", _fact(scope, "residency_id"))
        if slot not in self._tx.known:
            make = self._lists.get(source)
            self._tx.known[slot] = make(scope) if make else ()
        found: Sequence[Choice] = self._tx.known[slot]
        return found

    def holds(self, source: str, value: str, scope: Scope) -> bool:
        """Say whether *value* is on the list."""
        return any(choice.value == value for choice in self.choices(source, scope))

    def _regions(self, scope: Scope) -> list[str]:
        region = _fact(scope, "region")
        return [region] if region else sorted(self._by.regions)

    def _units(self, scope: Scope) -> Sequence[Choice]:
        found: list[Unit] = []
        for region in self._regions(scope) or [""]:
            found += directory.units(self._tx.session, region or None)
        return [Choice(unit.id, unit.name_sv, label_en=unit.name_en) for unit in found]

    def _supervisors(self, scope: Scope) -> Sequence[Choice]:
        """The residency's own specialty first, then by name; each with how many they supervise now."""
        rows = [row for region in self._regions(scope) for row in directory.specialists(self._tx.session, region)]
        today = calendar.local_date(self._tx.now())
        loads = directory.supervised_now(self._tx.session, {p.id for p, _, _ in rows}, today)
        own = _fact(scope, "specialty")
        rows.sort(key=lambda row: row[2] != own)
        names = catalogue.specialties()
        made: dict[str, Choice] = {}
        for person, unit, specialty in rows:
            if str(person.id) == _fact(scope, "person_id"):
                continue
            name = names[specialty]["name_sv"] if specialty in names else specialty
            detail = f"{name}, {unit.name_sv} · handleder {loads.get(person.id, 0)}"
            made.setdefault(str(person.id), Choice(str(person.id), person.name, detail))
        return list(made.values())


def specialties() -> Sequence[Choice]:
    """Return every specialty by its Swedish name."""
    rows = sorted(catalogue.specialties().items(), key=lambda item: item[1]["name_sv"])
    return [Choice(key, row["name_sv"], label_en=row["name_en"]) for key, row in rows]


def goals(scope: Scope) -> Sequence[Choice]:
    """Return the goals of the case's regulation that its specialty has; basic service only where it is required."""
    regulation = (_fact(scope, "regulation") or "").replace("HSLF_FS_", "HSLF-FS ").replace("SOSFS_", "SOSFS ")
    row = catalogue.specialties().get(_fact(scope, "specialty") or "")
    specialty = row["name_sv"] if row else ""
    wanted = []
    for goal in catalogue.rows("goals"):
        applies = goal["applies_to"]
        if goal["regulation"] != regulation.replace("_", ":"):
            continue
        if applies.startswith(_BASIC) and not _case(scope).get("bt_required"):
            continue
        if applies in (_EVERYBODY, specialty) or applies.startswith((_MOST, _BASIC)):
            wanted.append(Choice(goal["code"], goal["code"], goal["title_sv"]))
    return wanted


def _case(scope: Scope) -> Mapping[str, object]:
    found = scope.get("case")
    return found if isinstance(found, Mapping) else {}


def _fact(scope: Scope, name: str) -> str | None:
    value = _case(scope).get(name)
    return str(value) if value else None
