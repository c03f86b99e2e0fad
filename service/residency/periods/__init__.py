"""Service periods (tjänstgöringsavsnitt): agreed, followed up, and laid on a timeline.

periods.keeping: plan, agree, give_feedback, evaluate, withdraw
periods.timeline: the whole training as spans, with overlaps and gaps
"""
