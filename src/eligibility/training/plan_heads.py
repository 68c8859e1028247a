"""The columns of the sheets of a plan."""

from eligibility.report.sheets import Head

WHO = (Head("id", "col_id", 10), Head("full_name", "col_full_name", 22), Head("unit", "col_unit", 20))
GOING = (
    Head("class", "col_class", 10),
    Head("course", "col_course", 29),
    *WHO,
    Head("priority", "col_priority", 27),
    Head("place", "col_turn", 9),
    Head("start", "col_start", 11),
    Head("due", "col_due", 11),
    Head("in_time", "col_in_time", 12),
)
RESERVE = (
    Head("course", "col_course", 29),
    Head("reserve", "col_reserve", 9),
    *WHO,
    Head("priority", "col_priority", 27),
    Head("place", "col_turn", 9),
    Head("due", "col_due", 11),
    Head("why", "col_no_seat", 60),
)
RESERVES = (
    Head("class", "col_class", 10),
    Head("reserve", "col_reserve", 9),
    *WHO,
    Head("priority", "col_priority", 27),
    Head("place", "col_turn", 9),
    Head("why", "col_binding", 60),
)
CLASSES = (
    Head("class", "col_class", 10),
    Head("course", "col_course", 29),
    Head("start", "col_start", 11),
    Head("end", "col_end", 11),
    Head("mode", "col_mode", 14),
    Head("seats", "col_seats", 9),
    Head("least", "col_least", 11),
    Head("decided", "col_decided", 11),
    Head("seated", "col_seated", 9),
    Head("free", "col_free", 9),
    Head("waiting", "col_waiting", 9),
    Head("last", "col_last", 24),
    Head("last_priority", "col_priority", 27),
    Head("cost", "col_cost", 14),
)
WAYS = (
    *WHO,
    Head("step", "col_step", 7),
    Head("course", "col_course", 29),
    Head("start", "col_start", 11),
    Head("end", "col_end", 11),
    Head("due", "col_due", 11),
    Head("slack", "col_slack", 10),
    Head("latest_start", "col_latest_start", 11),
    Head("in_time", "col_in_time", 20),
)
ASIDE = (*WHO, Head("course", "col_course", 29), Head("reason", "col_aside", 50))
GOALS = (
    Head("goal", "col_goal", 44),
    Head("first", "col_first", 14),
    Head("value", "col_value_reached", 12),
    Head("bound", "col_no_better", 14),
    Head("proven", "col_proven", 22),
)
UNITS = (
    Head("unit", "col_unit", 30),
    Head("year", "col_year", 9),
    Head("people", "col_people", 10),
    Head("attendances", "col_attendances", 10),
    Head("waiting", "col_waiting", 10),
)
YEARS = (
    Head("year", "col_year", 9),
    Head("kind", "col_kind", 14),
    Head("course", "col_course", 34),
    Head("admin_level", "col_admin_level", 16),
    Head("people", "col_people", 10),
    Head("attendances", "col_attendances", 10),
)
FORECAST = (
    Head("day", "col_day", 12),
    Head("holders", "col_holders", 16),
    Head("meet", "col_meet", 16),
    Head("share", "share", 12),
)
FOLLOWED = (
    *WHO,
    Head("class", "col_class", 10),
    Head("course", "col_course", 29),
    Head("status", "col_enrolment", 20),
    Head("end", "col_end", 11),
    Head("next", "col_next", 34),
    Head("owes_until", "col_owes_until", 14),
    Head("commitment", "col_commitment", 16),
    Head("repay", "col_repay", 14),
    Head("basis", "col_basis", 30),
    Head("again_from", "col_renewed", 14),
)
PAST = (
    Head("kind", "col_kind", 14),
    Head("course", "col_course", 40),
    Head("admin_level", "col_admin_level", 16),
    Head("people", "col_people", 10),
    Head("attendances", "col_attendances", 10),
)
TARGETS = (
    Head("target", "col_target", 50),
    Head("by", "col_by", 11),
    Head("percent", "col_wanted", 11),
    Head("people", "col_people", 10),
    Head("meet", "col_meet", 12),
    Head("unknown", "col_unclear", 11),
    Head("planned", "col_planned", 14),
    Head("attending", "col_attending", 11),
    Head("expected", "col_then_meet", 14),
    Head("needed", "col_needed", 11),
    Head("lacking", "col_lacking", 11),
    Head("reached", "col_reached", 30),
)
LATE = (
    *WHO,
    Head("purpose", "col_purpose", 26),
    Head("post", "col_post", 26),
    Head("term", "col_term", 12),
    Head("course", "col_course", 29),
    Head("due", "col_due", 11),
    Head("end", "col_earliest_end", 14),
    Head("in_time", "col_in_time", 20),
    Head("outcome", "col_outcome", 20),
    Head("then", "col_then", 24),
)
CHANGED = (
    *WHO,
    Head("course", "col_course", 30),
    Head("before", "col_class_before", 14),
    Head("after", "col_class_after", 14),
)
