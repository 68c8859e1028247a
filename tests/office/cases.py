"""What the cases of the office give: a head of division planned for deputy chair, who meets everything."""

GIVEN = """
about: {vi: "Lãnh đạo xã", en: "Commune leaders"}
given:
  as_of: 2026-06-30
  person: {sex: male, birth_date: 1985-08-15, post: head, degree: bachelor, llct: intermediate}
  plan: {post: deputy, term: 2026-2031, status: planned, since: 2024-05-20}
  evaluations: {2024: good, 2025: good}
  disciplines: []
cases:
"""
