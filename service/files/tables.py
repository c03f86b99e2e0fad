"""The table of kept files; the bytes lie in a folder under the same id."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.base import Base, new_id


class StoredFile(Base):
    """One uploaded file: what it is, who gave it, and to which residency and submission it belongs."""

    __tablename__ = "stored_file"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    filename: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(100))
    #: bytes
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    kept_at: Mapped[dt.datetime] = mapped_column(index=True)
    kept_by: Mapped[UUID | None] = mapped_column(index=True)
    residency_id: Mapped[UUID | None] = mapped_column(index=True)
    #: None until the form was completed
    submission_id: Mapped[UUID | None]
