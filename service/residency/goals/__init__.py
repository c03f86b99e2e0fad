"""Goals (delmål): the catalogue per regulation and specialty, what is planned and done, and what is uncovered.

goals.catalogue: of_residency(tx, residency) -> Catalogue, pin, repin, correct
goals.links: what is planned and done toward a goal
goals.matrix: goals × activities, with what is missing
"""
