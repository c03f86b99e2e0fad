"""Every error of the house on one page; the docstring is the English message, ``sv`` the Swedish one.

* RandaError
  + NotFound                 404   what you may not see does not exist
  + Conflict                 409
  + NotAllowed               403
  + Invalid                  422   the sender can mend it; ``fields`` says where
  + Broken                   500   becomes an incident
  + Unavailable              503
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing wrong with one field: *pointer* is a JSON pointer, e.g. ``/start_on`` or ``/services/1/to``."""

    pointer: str
    sv: str
    en: str

    def text(self, locale: str) -> str:
        """Return the sentence in *locale* (sv or en)."""
        return self.en if locale == "en" else self.sv


class RandaError(Exception):
    """Something went wrong."""

    code: ClassVar[str] = "error"
    sv: ClassVar[str] = "Något gick fel."

    def __init__(self, en: str | None = None, sv: str | None = None, **facts: Any) -> None:
        #: Facts that may be shown: ids and dates, never variables or form data.
        self.facts = facts
        self._en, self._sv = en, sv
        super().__init__(self.text("en"))

    def text(self, locale: str = "sv") -> str:
        """Return the message in *locale*, with facts filled in."""
        default = (type(self).__doc__ or "").strip().split("\n\n")[0].replace("\n    ", " ")
        text = (self._en or default) if locale == "en" else (self._sv or type(self).sv)
        given = self._en if locale == "en" else self._sv
        if given and not self.facts:  # a finished sentence; its braces may be what somebody typed
            return text
        return text.format_map(_Facts(self.facts)) if "{" in text else text


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "–"


# -- 404 ---------------------------------------------------------------------------------------------


class NotFound(RandaError):
    """There is nothing here that you may see."""

    code = "not-found"
    sv = "Här finns inget som du får se."


class DefinitionNotFound(NotFound):
    """There is no process with this name."""

    code = "process-definition-not-found"
    sv = "Det finns ingen process med det namnet."


class InstanceNotFound(NotFound):
    """There is no such process instance that you may see."""

    code = "process-instance-not-found"
    sv = "Det finns ingen sådan process som du får se."


class TaskNotFound(NotFound):
    """There is no such task that you may see."""

    code = "task-not-found"
    sv = "Det finns ingen sådan uppgift som du får se."


class DecisionNotFound(NotFound):
    """There is no decision “{decision}” in the model."""

    code = "decision-not-found"
    sv = "Det finns inget beslut ”{decision}” i modellen."


class NoTestCases(NotFound):
    """There are no test cases of the DMN TCK in {folder}."""

    code = "no-test-cases"
    sv = "Det finns inga testfall ur DMN TCK i {folder}."


class ResidencyNotFound(NotFound):
    """There is no such residency that you may see."""

    code = "residency-not-found"
    sv = "Det finns ingen sådan ST som du får se."


class PersonNotFound(NotFound):
    """There is no such person that you may see."""

    code = "person-not-found"
    sv = "Det finns ingen sådan person som du får se."


class JobNotFound(NotFound):
    """There is no such job."""

    code = "job-not-found"
    sv = "Det finns inget sådant jobb."


class IncidentNotFound(NotFound):
    """There is no such incident."""

    code = "incident-not-found"
    sv = "Det finns ingen sådan störning."


class FileNotFound(NotFound):
    """There is no such file that you may see."""

    code = "file-not-found"
    sv = "Det finns ingen sådan fil som du får se."


# -- 400 and 401: the request itself ------------------------------------------------------------------


class Malformed(RandaError):
    """The request cannot be read."""

    code = "malformed"
    sv = "Det som skickades går inte att läsa."


class WrongMethod(RandaError):
    """This address does not take that method."""

    code = "wrong-method"
    sv = "Adressen tar inte emot den metoden."


class TooLarge(RandaError):
    """What was sent is too large."""

    code = "too-large"
    sv = "Det som skickades är för stort."


class WrongMediaType(RandaError):
    """Send JSON, with the header Content-Type: application/json."""

    code = "wrong-media-type"
    sv = "Skicka JSON, med huvudet Content-Type: application/json."


class Forged(RandaError):
    """This page is too old, or the request did not come from it. Load the page again."""

    code = "forged"
    sv = "Sidan är för gammal, eller så kom det som skickades inte från den. Ladda om sidan."


class NotSignedIn(RandaError):
    """Sign in first."""

    code = "not-signed-in"
    sv = "Logga in först."


class TooManyAttempts(RandaError):
    """Too many attempts. Wait {seconds} seconds and try again."""

    code = "too-many-attempts"
    sv = "För många försök. Vänta {seconds} sekunder och försök igen."


# -- 409 ---------------------------------------------------------------------------------------------


class Conflict(RandaError):
    """Somebody else was here in between."""

    code = "conflict"
    sv = "Någon annan hann före."


class ConcurrentUpdate(Conflict):
    """Somebody else changed this at the same moment. Try again."""

    code = "concurrent-update"
    sv = "Någon annan ändrade detta i samma ögonblick. Försök igen."


class TaskAlreadyClaimed(Conflict):
    """{assignee_name} has this task. You can read it."""

    code = "task-already-claimed"
    sv = "{assignee_name} har den här uppgiften. Du kan läsa."


class TaskAlreadyCompleted(Conflict):
    """This task is already done: {by_name}, {at}. What you typed is still here."""

    code = "task-already-completed"
    sv = "Uppgiften är redan klar: {by_name}, {at}. Det du skrev finns kvar."


class SubmissionDiffers(Conflict):
    """This form has already been sent with other content by {by_name}, {at}."""

    code = "submission-differs"
    sv = "Formuläret är redan skickat med annat innehåll av {by_name}, {at}."


class BusinessKeyTaken(Conflict):
    """A process with this business key already exists."""

    code = "business-key-taken"
    sv = "Det finns redan en process med denna nyckel."


class HireDiffers(Conflict):
    """This employment is already registered with other facts: {fields}. Use “Correct the facts”."""

    code = "hire-differs"
    sv = "Anställningen är redan registrerad med andra uppgifter: {fields}. Använd Rätta uppgifter."


class AlreadyInTraining(Conflict):
    """This person already has a residency under way. It is shown instead of starting another."""

    code = "already-in-training"
    sv = "Personen har redan en pågående ST. Den visas i stället för att en ny startas."


class CannotUndo(Conflict):
    """This outcome can no longer be undone: {reason}"""

    code = "cannot-undo"
    sv = "Det går inte längre att ångra: {reason_sv}"


class NotWaiting(Conflict):
    """Nothing waits for this any longer."""

    code = "not-waiting"
    sv = "Inget väntar längre på detta."


# -- 403 ---------------------------------------------------------------------------------------------


class NotAllowed(RandaError):
    """You may not do this."""

    code = "not-allowed"
    sv = "Du får inte göra detta."


class NotYourTask(NotAllowed):
    """Take the task before you complete it."""

    code = "not-your-task"
    sv = "Ta uppgiften innan du slutför den."


class NotOwnMatter(NotAllowed):
    """Nobody decides in a matter of their own."""

    code = "not-own-matter"
    sv = "Ingen beslutar i ett ärende som gäller en själv."


class SignedTwice(NotAllowed):
    """The same person may not sign in two roles in one matter."""

    code = "signed-twice"
    sv = "Samma person får inte skriva under i två roller i ett ärende."


class MayNotSignForOthers(NotAllowed):
    """You stand in for somebody without the right to sign for them."""

    code = "may-not-sign-for-others"
    sv = "Du är vikarie utan rätt att skriva under."


class ScopeMissing(NotAllowed):
    """This token may not do that; it would need the scope {scope}."""

    code = "scope-missing"
    sv = "Nyckeln får inte göra detta; den skulle behöva omfånget {scope}."


class KeyReused(Conflict):
    """This Idempotency-Key was used {at} for another request."""

    code = "key-reused"
    sv = "Nyckeln i Idempotency-Key användes {at} för något annat."


class NotSample(NotAllowed):
    """This exists only in a sample installation."""

    code = "not-sample"
    sv = "Detta finns bara i en exempelinstallation."


# -- 422 ---------------------------------------------------------------------------------------------


class Invalid(RandaError):
    """Something in what was sent needs to be corrected."""

    code = "invalid"
    sv = "Något behöver rättas."

    def __init__(
        self,
        en: str | None = None,
        sv: str | None = None,
        *,
        fields: list[FieldProblem] | None = None,
        **facts: Any,
    ) -> None:
        super().__init__(en, sv, **facts)
        self.fields = fields or []


class InvalidSubmission(Invalid):
    """The form has fields that need to be corrected."""

    code = "invalid-submission"
    sv = "Formuläret har fält som behöver rättas."


class NotStartedByHand(Invalid):
    """This process is started by a message, not by hand."""

    code = "not-started-by-hand"
    sv = "Processen startas av ett meddelande, inte för hand."


class UnknownOutcome(Invalid):
    """This task has no such outcome."""

    code = "unknown-outcome"
    sv = "Uppgiften har inget sådant utfall."


class CommentRequired(Invalid):
    """Write a comment."""

    code = "comment-required"
    sv = "Skriv en kommentar."


class ModelRefused(Invalid):
    """The model was refused."""

    code = "model-refused"
    sv = "Modellen godtogs inte."

    def __init__(
        self, en: str | None = None, sv: str | None = None, *, findings: list[Any] | None = None, **facts: Any
    ) -> None:
        super().__init__(en, sv, **facts)
        self.findings = findings or []


class UnreadableModel(Invalid):
    """The file is not readable BPMN: {why}"""

    code = "unreadable-model"
    sv = "Filen går inte att läsa som BPMN: {why}"


class ImportMissing(UnreadableModel):
    """The decision model imports {namespace}, which was not given."""

    code = "import-missing"
    sv = "Beslutsmodellen importerar {namespace}, som inte följde med."


class UnsafeXml(UnreadableModel):
    """The file is refused for safety: it has {why}."""

    code = "unsafe-xml"
    sv = "Filen godtas inte av säkerhetsskäl: den har {why_sv}."


class InvalidHire(Invalid):
    """The employment has facts that need to be corrected; nothing has been started."""

    code = "invalid-hire"
    sv = "Anställningen har uppgifter som behöver rättas. Inget har startats."


class CannotMove(Conflict):
    """The token cannot be moved from “{element}” to “{target}”: they do not lie in the same sub-process."""

    code = "cannot-move"
    sv = "Det går inte att flytta från ”{element}” till ”{target}”: de ligger inte i samma delprocess."


class SignInRefused(Invalid):
    """The name or the password is wrong."""

    code = "sign-in-refused"
    sv = "Namnet eller lösenordet stämmer inte."


class WeakPassword(Invalid):
    """A password needs at least {length} characters and must not be a common one."""

    code = "weak-password"
    sv = "Ett lösenord behöver minst {length} tecken och får inte vara ett vanligt."


class LinkSpent(Invalid):
    """The link has been used or is too old. Ask for a new one."""

    code = "link-spent"
    sv = "Länken är använd eller för gammal. Be om en ny."


class SettingsWrong(Invalid):
    """Settings need to be corrected: {mistakes}"""

    code = "settings-wrong"
    sv = "Inställningar behöver rättas: {mistakes}"


# -- 500: becomes an incident ------------------------------------------------------------------------


class Broken(RandaError):
    """The process could not go on."""

    code = "broken"
    sv = "Processen kunde inte gå vidare."


class ConditionNotBoolean(Broken):
    """The condition at “{element}” gave {got} instead of true or false (position {position})."""

    code = "condition-not-boolean"
    sv = "Villkoret vid ”{element}” gav {got} i stället för sant eller falskt (position {position})."


class ExpressionFailed(Broken):
    """The expression at “{element}” could not be used: {why}"""

    code = "expression-failed"
    sv = "Uttrycket vid ”{element}” gick inte att använda: {why}"


class DecisionFailed(Broken):
    """The decision “{decision}” gave no usable answer: {why}"""

    code = "decision-failed"
    sv = "Beslutet ”{decision}” gav inget användbart svar: {why}"


class UncaughtBpmnError(Broken):
    """The error {error_code} was raised and nothing in the model catches it."""

    code = "uncaught-bpmn-error"
    sv = "Felet {error_code} uppstod och inget i modellen fångar det."


class NoWayOut(Broken):
    """No condition after “{element}” was true and there is no default flow."""

    code = "no-way-out"
    sv = "Inget villkor efter ”{element}” var sant och det finns inget standardflöde."


class TooManySteps(Broken):
    """The process took more than {limit} steps without waiting; it seems to run in a circle at “{element}”."""

    code = "too-many-steps"
    sv = "Processen tog mer än {limit} steg utan att vänta; den verkar gå runt vid ”{element}”."


class NoSuchStart(Broken):
    """The process has no start event “{element}”."""

    code = "no-such-start"
    sv = "Processen har ingen starthändelse ”{element}”."


class SnapshotUnreadable(Broken):
    """The saved state of this instance cannot be read by this release."""

    code = "snapshot-unreadable"
    sv = "Det sparade läget kan inte läsas av den här versionen."


class OperationUnknown(Broken):
    """The model asks for an operation that does not exist: {operation}"""

    code = "operation-unknown"
    sv = "Modellen frågar efter en operation som inte finns: {operation}"


class OperationRefused(Broken):
    """The operation {operation} could not be performed: {why}"""

    code = "operation-refused"
    sv = "Operationen {operation} gick inte att utföra: {why}"


class BpmnError(RandaError):
    """A modelled failure that a boundary event may catch."""

    code = "bpmn-error"
    sv = "Ett modellerat fel."

    def __init__(self, error_code: str, message: str = "") -> None:
        super().__init__(message or None, message or None, error_code=error_code)
        self.error_code = error_code


# -- expressions (FEEL) ------------------------------------------------------------------------------


class FeelSyntaxError(Invalid):
    """The expression cannot be read at position {position}."""

    code = "feel-syntax"
    sv = "Uttrycket går inte att läsa vid position {position}."

    def __init__(self, position: int, sv: str, en: str) -> None:
        super().__init__(en, sv)
        #: Offset in the text, counted from 0.
        self.position = position
        self.en = en
        self.sv_text = sv


_LIMITS_SV = {
    "steps": "antal steg",
    "size": "storlek",
    "depth": "anropsdjup",
    "stack": "stackdjup",
    "pattern": "mönster",
    "length": "längd",
    "nesting": "nästling",
    "terms": "antal led",
}


class FeelLimit(Broken):
    """The expression went beyond its limit for {limit} ({allowed})."""

    code = "feel-limit"
    sv = "Uttrycket gick över sin gräns för {limit_sv} ({allowed})."

    def __init__(self, limit: str, allowed: int, position: int = 0) -> None:
        super().__init__(limit=limit, allowed=allowed, limit_sv=_LIMITS_SV.get(limit, limit))
        #: steps, depth, size, stack, pattern (while it runs); length, nesting, terms (while it is read).
        self.limit = limit
        self.allowed = allowed
        self.position = position


class FeelTooBig(FeelLimit, FeelSyntaxError):
    """The expression is larger than its limit for {limit} ({allowed}) at position {position}."""

    code = "feel-too-big"
    sv = "Uttrycket är större än sin gräns för {limit_sv} ({allowed}) vid position {position}."

    def __init__(self, limit: str, allowed: int, position: int) -> None:
        limit_sv = _LIMITS_SV.get(limit, limit)
        RandaError.__init__(self, position=position, limit=limit, allowed=allowed, limit_sv=limit_sv)
        self.limit, self.allowed, self.position = limit, allowed, position
        self.fields = []
        self.en, self.sv_text = self.text("en"), self.text("sv")


class NotABoolean(Broken):
    """The condition gave {got} instead of true or false (position {position})."""

    code = "feel-not-a-boolean"
    sv = "Villkoret gav {got} i stället för sant eller falskt (position {position})."

    def __init__(self, position: int, got: str) -> None:
        super().__init__(position=position, got=got)
        self.position = position
        self.got = got


# -- 503 ---------------------------------------------------------------------------------------------


class Unavailable(RandaError):
    """The service is busy. Try again in a moment."""

    code = "unavailable"
    sv = "Tjänsten är upptagen. Försök igen om en stund."
