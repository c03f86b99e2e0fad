"""Gives out kept files, as attachments only, to those who may see the training or uploaded them."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from service.files import keeping
from service.residency import sight
from service.web import door
from workflows.model import errors

blueprint = Blueprint("files", __name__)


@blueprint.get("/files/<uuid:file_id>")
def give(file_id: UUID) -> Response:
    """Give out a file."""
    with door.reading() as tx:
        row = keeping.find(tx, file_id)
        if row.kept_by is None or row.kept_by != door.actor().person_id:
            if row.residency_id is None:
                raise errors.FileNotFound
            sight.must_see(tx, row.residency_id, door.actor())
        headers = keeping.headers(row)
    return Response(door.house().folder.path(file_id).read_bytes(), headers=headers)
