"""True-to-life sample data: four regions, their people, and residents in different phases. Nobody here exists.

house.run(sample.load_people)               # regions, units, people with their roles
# set the clock to sample.begins_at(today), deploy the models, then
sample.load_residents(stage, now)           # twelve residents, lived through day by day with the verbs
"""

from __future__ import annotations

from service.sample.people import SignIn, load_people, signed_in_list
from service.sample.stories import Stage, begins_at, load_residents

__all__ = ["SignIn", "Stage", "begins_at", "load_people", "load_residents", "signed_in_list"]
