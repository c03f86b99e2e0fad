"""True-to-life sample data: four regions, their people, and residents in different phases. Nobody here exists."""

from __future__ import annotations

from service.sample.people import load_people, signed_in_list

__all__ = ["load_people", "signed_in_list"]
