"""Who is who: people, units, roles with scope and period, substitutes, and where a task therefore goes."""
