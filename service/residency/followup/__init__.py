"""Follow-up: meetings, assessments, 360°, how it stands against the targets, and early warnings.

followup.meetings: talks, collegia, check-ins, reviews; one by one, or a round for many residents
followup.assessments: assessments with the instruments' own fields and scales, and their trends
followup.rounds: 360° rounds that show nothing below a minimum of answers
followup.progress: done against the edition's targets
followup.flags: who needs somebody, with a reason per flag
"""
