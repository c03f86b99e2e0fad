"""The HTML door: one module per screen, templates beside them, views (plain data) between verbs and templates."""
