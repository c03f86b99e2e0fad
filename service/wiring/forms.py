"""The forms room's ports filled: FEEL, the house's lists, kept files; and the engine room's port ``Forms``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import forms
from forms.ports import Ports, Scope
from service.files.folder import Folder
from service.files.form_files import FormFiles
from service.wiring.options import HouseOptions
from workflows import feel
from workflows.model import errors
from workflows.model.actor import Actor
from workflows.model.clock import Clock
from workflows.model.errors import FieldProblem
from workflows.model.ports import Cleaned
from workflows.transaction import Transaction


class FeelExpressions:
    """FEEL as the forms room asks for it: what cannot be computed is None."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def value(self, text: str, scope: Scope) -> Any:
        """Return what *text* gives in *scope*."""
        try:
            return feel.parse(text, names=feel.known_names(scope)).evaluate(scope, clock=self._clock)
        except (feel.FeelSyntaxError, feel.FeelLimit):
            return None

    def problem(self, text: str, known: Collection[str]) -> str | None:
        """Return why *text* cannot be read, or None."""
        try:
            feel.parse(text, names=tuple(sorted(known)))
        except feel.FeelSyntaxError as wrong:
            return wrong.text("sv")
        return None


class HouseForms:
    """The engine room's port: checks what was sent with the same form that drew the page."""

    def __init__(self, clock: Clock, folder: Folder) -> None:
        self._expressions = FeelExpressions(clock)
        self._folder = folder

    def ports(self, tx: Transaction, by: Actor, residency_id: UUID | None) -> Ports:
        """Return the ports for one person filling in one form; the web door draws the page with them."""
        files = FormFiles(tx=tx, folder=self._folder, person_id=by.person_id, residency_id=residency_id)
        return Ports(self._expressions, HouseOptions(tx, by), files)

    def clean(
        self,
        tx: Transaction,
        form_text: str,
        form_key: str,
        data: Mapping[str, Any],
        scope: Mapping[str, Any],
        *,
        by: Actor,
    ) -> Cleaned:
        """Return checked data. Raises InvalidSubmission with one FieldProblem per wrong field."""
        residency_id = scope.get("residency_id")
        ports = self.ports(tx, by, UUID(str(residency_id)) if residency_id else None)
        submission = forms.Catalog.from_text(form_key, form_text).load(data, scope, ports, locale=by.locale)
        if submission.errors:
            raise errors.InvalidSubmission(fields=[FieldProblem(e.pointer, e.sv, e.en) for e in submission.errors])
        return Cleaned(values=submission.data, plain=forms.plain(submission.data))
