"""Questions that depend on answers: which of them stand on the page, and which the person has not seen yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from forms import addresses
from forms.addresses import Address
from forms.cleaning import Submission
from forms.fields import ASKED, Field
from forms.scopes import Settled, at


def conditional(fields: tuple[Field, ...], settled: Settled, *, rows: bool = True) -> list[Address]:
    """Return where the asked fields stand that a condition could hide, in the form's order.

    *rows* False leaves lists out, whose row numbers may have moved since the page was drawn.
    """
    return list(_walk(fields, settled, (), False, rows))


def revealed(submission: Submission, unseen: list[Address]) -> Submission:
    """Ask the person to look at questions that their answers led to, without calling them wrong yet."""
    told = tuple(each for each in submission.errors if each.address not in unseen)
    return replace(submission, data={}, errors=told, action="reveal", focus=addresses.dom_id(unseen[0]))


def _walk(fields: tuple[Field, ...], settled: Settled, base: Address, inherited: bool, rows: bool) -> Iterator[Address]:
    for each in fields:
        address, depends = addresses.of(each, base), inherited or each.hide is not None
        if address in settled.hidden:
            continue
        if each.is_transparent:
            yield from _walk(each.children, settled, base, depends, rows)
        elif each.kind == "group":
            yield from _walk(each.children, settled, address, depends, rows)
        elif each.kind == "dynamiclist" and rows:
            for index, _ in enumerate(at(settled.values, address) or ()):
                yield from _walk(each.children, settled, (*address, index), depends, rows)
        elif depends and each.kind in ASKED and not each.is_disabled and address not in settled.given:
            yield address
