"""A standard as tables: a status for each requirement, and the outcome of the policy."""

from eligibility.compile.lifting import LiftingSolver
from eligibility.concluding import Session
from eligibility.exchange.export.describing import Inputs
from eligibility.exchange.export.keys import Asking, codes
from eligibility.exchange.export.model import ByName, Exported, Sheet
from eligibility.exchange.export.origins import InputOrigins
from eligibility.exchange.export.outcomes import outcome_sheets
from eligibility.exchange.export.parts import part_sheet, tabulated
from eligibility.exchange.export.sheets import made_sheet
from eligibility.model.plan import Instance, Node, NodeKind
from eligibility.sql.contents import STATUSES
from eligibility.sql.database import Database
from eligibility.sql.untranslatable import Refused, Untranslatable

OUTCOME = "outcome"


class NotInTables(Exception):
    """Some requirement, or the outcome, is no table of combinations; *refused* says which and why."""

    def __init__(self, refused: tuple[Refused, ...]) -> None:
        super().__init__(refused)
        self.refused = refused


def export_instance(session: Session, solver: LiftingSolver, term: str = "") -> Exported:
    """The tables of the standard that *solver* answers for.

    Raises:
        NotInTables: something of it cannot be listed.

    """
    instance = solver.compiled.instance
    standard = instance.standard
    origins = InputOrigins(session.rulebook.vocabulary, Database(), session.policy.purpose, session.as_of)
    inputs = Inputs(origins, standard)
    refused: list[Refused] = []
    sheets: list[Sheet] = []
    for node in instance.nodes:
        if node.kind is NodeKind.REQUIREMENT:
            try:
                sheets += _status_sheets(session, instance, node, inputs, origins)
            except Untranslatable as error:
                refused.append(
                    Refused(standard.id, standard.version, node.requirement.id, error.reason, error.detail)
                )
    if not refused:
        try:
            sheets += outcome_sheets(solver, inputs, origins)
        except Untranslatable as error:
            refused.append(Refused(standard.id, standard.version, OUTCOME, error.reason, error.detail))
    if refused:
        raise NotInTables(tuple(refused))
    return Exported(
        standard.id,
        standard.version,
        standard.title,
        session.policy.purpose,
        session.as_of,
        term,
        tuple(inputs.given.values()),
        tuple(sheets),
        tuple(inputs.counted),
    )


def _status_sheets(
    session: Session, instance: Instance, node: Node, inputs: Inputs, origins: InputOrigins
) -> list[Sheet]:
    """The table of one requirement, after those of its parts, if it has several."""
    content = tabulated(instance, node, origins, session.concluder)
    requirement = node.requirement.id
    name = inputs.naming.name(f"status_{requirement}", ("status", requirement))
    results = [str(status) for status in STATUSES]
    if len(content.parts) == 1:
        return [part_sheet(name, "status", requirement, content.parts[0], inputs, results)]
    sheets: list[Sheet] = []
    asked: list[Asking] = []
    for number, part in enumerate(content.parts, 1):
        wanted = inputs.naming.name(f"part_{requirement}_{number}", ("part", requirement, number))
        several = [f"{wanted}_{kind}" for kind in range(1 + max(row[-1] for row in part.rows))]
        sheets.append(part_sheet(wanted, "part", requirement, part, inputs, several))
        asked.append(codes(ByName(wanted), several))
    told = {row[:-1]: row[-1] for row in content.rows}
    return [*sheets, made_sheet(name, "status", requirement, asked, told, results)]
