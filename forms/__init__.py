"""Forms as data: form-js JSON read, drawn, checked and summed up; knows nothing of processes.

catalog = forms.Catalog.load(folder); form = catalog.get("iup/draft")     # files of a working tree
form = forms.Catalog.from_text("iup/draft", text)                         # a deployed bundle
forms.check(text, expressions) -> [FormFinding]                           # what is wrong with the form itself
form.render(values, errors, scope, ports, locale=, look=) -> Markup       # fields and error summary, no <form> tag
form.read(posted, uploads, scope, ports) -> Submission                    # the browser's way in
form.load(json, scope, ports) -> Submission                               # the API's way in
if submission.action: draw again                                          # a row was added, new questions appeared
if submission.errors: draw again with form.render(submission.raw, submission.errors, …)
submission.data (typed), forms.plain(submission.data) (JSON), form.summary(data, scope, ports) -> [Line]
Ports(expressions, options, files) are filled in service.wiring; README.md says what a form file may hold.
"""

from __future__ import annotations

from forms.catalog import Catalog
from forms.cleaning import FieldError, Submission
from forms.errors import FileRefused, FormNotFound, FormUnreadable
from forms.form import Form
from forms.linting import FormFinding, check
from forms.plain import plain
from forms.ports import Choice, FileInfo, NoUploads, Ports
from forms.rendering import Look
from forms.summaries import Line

__all__ = [
    "Catalog",
    "Choice",
    "FieldError",
    "FileInfo",
    "FileRefused",
    "Form",
    "FormFinding",
    "FormNotFound",
    "FormUnreadable",
    "Line",
    "Look",
    "NoUploads",
    "Ports",
    "Submission",
    "check",
    "plain",
]
