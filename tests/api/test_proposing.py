"""Who proposes a supervisor that cannot be asked reads why, and finds what they wrote."""

from __future__ import annotations

import forms
from service.scenarios import acting
from tests.api.conftest import Api
from workflows import inbox, tasks
from workflows.transaction import Transaction


def _seen(api: Api, activity: str, handle: str) -> tuple[str, dict[str, object]]:
    """Return a task's form as the page shows it, and what its fields begin with."""

    def look(tx: Transaction) -> tuple[str, dict[str, object]]:
        by = acting.actor(tx, handle)
        found = inbox.tasks_for(tx, by, inbox.Filter(tab="role"), limit=50).tasks
        found += inbox.tasks_for(tx, by, inbox.Filter(tab="mine"), limit=50).tasks
        task = next(t for t in found if t.activity_id == activity)
        seen = tasks.view(tx, task.id, by=by)
        form = forms.Catalog.from_text(task.form_key or "", seen.form_text or "")
        ports = tx.parts.forms.ports(tx, by, task.residency_id)  # type: ignore[attr-defined]
        return str(form.render(None, (), seen.scope, ports, locale="sv")), dict(form.initial(seen.scope, ports))

    return api.stage.run(look)


def _do(api: Api, handle: str, activity: str, outcome: str, **data: object) -> None:
    client = api.client(handle)
    task = client.task(activity)["id"]
    answer = client.post(f"tasks/{task}/complete", {"outcome": outcome, "data": data})
    assert answer.status_code == 200, answer.json
    api.stage.settle()


def test_the_next_proposal_says_who_was_refused_and_why(api: Api) -> None:
    api.hire(main_supervisor=None)
    assert "kunde inte tillfrågas" not in _seen(api, "propose_supervisor", "mia")[0]
    bo = str(api.person("bo"))

    _do(api, "mia", "propose_supervisor", "propose", candidate=bo, conflict="family_tie", justification="Enda.")

    text, begins = _seen(api, "propose_supervisor", "mia")
    assert "Bo Kaveldun kunde inte tillfrågas." in text
    assert "Hinder: Jäv ska undvikas i handledarrollen." in text
    assert (str(begins["candidate"]), begins["conflict"], begins["justification"]) == (bo, "family_tie", "Enda.")

    _do(api, "mia", "propose_supervisor", "propose", candidate=bo, conflict="none")
    _do(api, "bo", "accept_supervision", "accept", declared="no")

    assert "Bo Kaveldun</strong> är tillfrågad" in _seen(api, "appoint_supervisor", "eva")[0]
