"""The plan and what is learned outside service: programme versions, courses, works, self-study, certificates.

plans.differences: what changed between two versions of the programme
plans.learning: courses, scientific and quality work, self-study, with approvals
plans.certificates: from draft to signed original
"""
