"""The engine room: verbs over process definitions, instances, user tasks, messages, jobs and history.

Verbs take a Transaction first and never commit: ``tasks.complete(tx, task_id, by=actor, ...)``.
"""
