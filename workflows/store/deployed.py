"""Queries for definitions and their bundles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from workflows.store.tables import BundleFile, ProcessDefinition, ProcessInstance


def current(session: Session, key: str) -> ProcessDefinition | None:
    """Return the newest version of *key*, if any."""
    return session.scalars(
        select(ProcessDefinition).where(ProcessDefinition.key == key, ProcessDefinition.is_current)
    ).one_or_none()


def all_current(session: Session) -> list[ProcessDefinition]:
    """Return the newest version of every process, by key."""
    return list(
        session.scalars(select(ProcessDefinition).where(ProcessDefinition.is_current).order_by(ProcessDefinition.key))
    )


def versions(session: Session, key: str) -> list[ProcessDefinition]:
    """Return all versions of a process, newest first."""
    query = select(ProcessDefinition).where(ProcessDefinition.key == key).order_by(ProcessDefinition.version.desc())
    return list(session.scalars(query))


def texts(session: Session, shas: Iterable[str]) -> dict[str, str]:
    """Return texts by content hash."""
    rows = session.execute(select(BundleFile.sha256, BundleFile.body).where(BundleFile.sha256.in_(set(shas))))
    return {row[0]: row[1] for row in rows}


def keep_texts(session: Session, by_sha: Mapping[str, str]) -> None:
    """Store the texts that are not stored yet."""
    known = set(session.scalars(select(BundleFile.sha256).where(BundleFile.sha256.in_(by_sha))))
    session.add_all(BundleFile(sha256=sha, body=text) for sha, text in by_sha.items() if sha not in known)


def retire(session: Session, key: str) -> None:
    """Make no version of *key* the current one."""
    session.execute(
        update(ProcessDefinition)
        .where(ProcessDefinition.key == key, ProcessDefinition.is_current)
        .values(is_current=False)
    )


def running_counts(session: Session) -> dict[UUID, int]:
    """Count running instances by definition id."""
    rows = session.execute(
        select(ProcessInstance.definition_id, func.count())
        .where(ProcessInstance.state == "running")
        .group_by(ProcessInstance.definition_id)
    )
    return {row[0]: row[1] for row in rows}
