"""Repair of one run in Drift: move, skip or restart a token, hold and resume; each asks for a reason and is kept."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from service import problems
from service.residency import sight
from service.web import door, frame, operations_view, receipts, steps, telling, visiting
from service.web.views import repair as views
from service.web.views.parts import Choice, FieldError, Mark
from workflows import history, incidents, instances
from workflows.engine import ProcessModel, Token
from workflows.model import errors
from workflows.transaction import Transaction

blueprint = Blueprint("repair", __name__, url_prefix="/operations/instances")
#: What is done with a token; skipping leaves work undone, so it comes last.
OF_TOKEN = ("restart", "move", "skip")
#: What is told on the page that asks; everything else is a page of its own.
TOLD = (errors.Conflict, errors.Invalid, errors.Broken)
_EVENTS = 12
_MARKS = {"running": ("info", ""), "suspended": ("soon", ""), "completed": ("ok", ""), "cancelled": ("", "x")}


@blueprint.get("/<uuid:instance_id>")
def show(instance_id: UUID) -> str:
    """Show where one run stands and what may be done."""
    with door.reading() as tx:
        visiting.dress(tx)
        return frame.page("repair.html", view=_view(tx, _reached(tx, instance_id)), active="operations")


@blueprint.get("/<uuid:instance_id>/<any(restart, move, skip, suspend, resume):verb>")
def ask(instance_id: UUID, verb: str) -> str:
    """Ask for the reason before anything is done."""
    with door.reading() as tx:
        return _asked(tx, instance_id, verb)


@blueprint.post("/<uuid:instance_id>/<any(restart, move, skip, suspend, resume):verb>")
def act(instance_id: UUID, verb: str) -> Response | tuple[str, int]:
    """Do it; a refusal is told on the page that asked, with the typed reason."""
    why = request.form.get("why", "").strip()
    if not why:
        return _again(instance_id, verb, FieldError("why", frame.say("operations.why_missing"))), 422
    try:
        door.run(lambda tx: _act(tx, instance_id, verb, why))
    except TOLD as refused:
        return _again(instance_id, verb, refused), problems.status_of(refused)
    return redirect(receipts.onward(f"/operations/instances/{instance_id}", "repaired"), 303)


def _reached(tx: Transaction, instance_id: UUID) -> instances.ProcessInstance:
    """Return a run of the visitor's regions. Raises InstanceNotFound, NotFound."""
    instance = instances.get(tx, instance_id)
    operations_view.must_reach(door.actor(), instance.region)
    return instance


def _act(tx: Transaction, instance_id: UUID, verb: str, why: str) -> None:
    _reached(tx, instance_id)
    by, token, chosen = door.actor(), request.form.get("token", ""), request.form.get("chosen", "")
    if verb == "suspend":
        instances.suspend(tx, instance_id, by=by, reason=why)
    elif verb == "resume":
        instances.resume(tx, instance_id, by=by, reason=why)
    elif token not in {t.token_id for t in incidents.look(tx, instance_id).tokens}:
        raise errors.NotWaiting(token=token)
    elif verb == "restart":
        incidents.restart(tx, instance_id, token, reason=why, by=by)
    elif verb == "move":
        incidents.move_token(tx, instance_id, token, to=chosen, reason=why, by=by)
    else:
        result = {"outcome": chosen} if chosen else {}
        incidents.skip(tx, instance_id, token, result=result, reason=why, by=by)


def _view(tx: Transaction, instance: instances.ProcessInstance) -> views.RepairView:
    standing, deployed = incidents.look(tx, instance.id), instances.deployed_of(tx, instance)
    url, is_running = f"/operations/instances/{instance.id}", instance.state == "running"
    seen = sight.named(tx, [instance.residency_id]).get(instance.residency_id) if instance.residency_id else None
    rows = history.of_instance(tx, instance.id)
    told = [row for row in reversed(rows) if row.kind in set(history.TOLD)][:_EVENTS]
    kind, icon = _MARKS.get(instance.state, ("", ""))
    return views.RepairView(
        name=deployed.name(frame.locale()),
        about=seen.person.name if seen else "",
        about_url=f"/residencies/{instance.residency_id}" if seen else "",
        url=url,
        state=Mark(frame.say(f"repair.state.{instance.state}"), kind, icon),
        switch={"running": "suspend", "suspended": "resume"}.get(instance.state, ""),
        tokens=tuple(_row(deployed.model, token, url, is_running) for token in standing.tokens),
        variables=tuple(standing.variables.items()),
        events=telling.told(tx, told),
    )


def _row(model: ProcessModel, token: Token, url: str, is_running: bool) -> views.TokenRow:
    verbs = [(verb, f"{url}/{verb}?token={token.token_id}") for verb in OF_TOKEN if is_running]
    return views.TokenRow(name=_name(model, token), element=token.activity_id, verbs=tuple(verbs))


def _name(model: ProcessModel, token: Token) -> str:
    """Return the element's name; one of a called process is known by its id."""
    meta = model.activities.get(token.activity_id) if token.process_key == model.key else None
    return (steps.name(meta) if meta else "") or token.activity_id


def _again(instance_id: UUID, verb: str, refused: FieldError | errors.RandaError) -> str:
    with door.reading() as tx:
        return _asked(tx, instance_id, verb, refused)


def _asked(tx: Transaction, instance_id: UUID, verb: str, refused: FieldError | errors.RandaError | None = None) -> str:
    instance = _reached(tx, instance_id)
    token_id = request.values.get("token", "")
    model = instances.deployed_of(tx, instance).model
    token = next((t for t in incidents.look(tx, instance_id).tokens if t.token_id == token_id), None)
    back = f"/operations/instances/{instance_id}"
    view = views.AskView(
        verb=verb,
        name=instances.deployed_of(tx, instance).name(frame.locale()),
        url=f"{back}/{verb}",
        back_url=back,
        element=_name(model, token) if token else "",
        token=token_id,
        choices=_choices(model, token, verb) if token else (),
        chosen=request.form.get("chosen", ""),
        why=request.form.get("why", ""),
        refused=refused.text(frame.locale()) if isinstance(refused, errors.RandaError) else "",
        errors=(refused,) if isinstance(refused, FieldError) else (),
    )
    visiting.dress(tx)
    return frame.page("repair_ask.html", view=view, active="operations")


def _choices(model: ProcessModel, token: Token, verb: str) -> tuple[Choice, ...]:
    """Return where a token may go, or the outcomes with which its step may be skipped."""
    here = model.activities.get(token.activity_id) if token.process_key == model.key else None
    if here is None or verb not in ("move", "skip"):
        return ()
    if verb == "skip":
        is_english = frame.locale() == "en"
        return tuple(Choice(o.value, o.en if is_english else o.sv) for o in here.outcomes)
    nodes = [n for n in model.activities.values() if n.parent == here.parent and n.id != here.id and not n.attached_to]
    return tuple(Choice(n.id, f"{steps.name(n) or n.kind} ({n.id})") for n in nodes if n.kind != "startEvent")
