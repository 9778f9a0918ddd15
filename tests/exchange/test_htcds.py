"""Cases under the names of the Human Trafficking Case Data Standard, with nobody in them."""

from datetime import date

from storage.domain.kinds.case import Case
from storage.domain.kinds.exploitation import Exploitation, Indicator
from storage.domain.kinds.person import Person
from storage.domain.kinds.referral import Referral
from storage.domain.partial_dates import PartialDate
from storage.exchange.htcds import ID, NOT_SENT, standard_csv, standard_rows
from storage.usecases.codelists import codebook, rows_of
from storage.usecases.records import Add, save
from storage.usecases.syncing.expunging import hold_back
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.storage.builders import add_case

DAY = date(2026, 3, 2)
LISTS = {
    "gender": "gender_identity",
    "recruitment": "exploiter_relation",
    "labour": "exploitation_type",
    "sex": "exploitation_type",
    "vulnerabilities": "vulnerability",
    "status": "case_status",
    "organisation": "referral_source",
}


def fill(transaction: Transaction) -> Person:
    case, youth = transaction.new_id(), transaction.new_id()
    person = Person(
        id=youth,
        case=case,
        role="primary_victim",
        given_name="Marisol",
        family_name="Vega",
        town="Adams",
        born_on=PartialDate.parse("2011-05-12"),
        gender_identity="female",
    )
    records: list[object] = [
        person,
        Case(
            id=case,
            number="BER-26-0001",
            youth=youth,
            cac="berkshire_kids_place",
            opened_on=DAY,
            closed_on=DAY,
            status="closed",
            closure_reason="transferred",
        ),
        Referral(
            id=transaction.new_id(),
            case=case,
            people=frozenset({youth}),
            received_on=DAY,
            source="local_police",
            reason="Marisol was seen",
            vulnerabilities=frozenset({"poverty"}),
        ),
        Exploitation(
            id=transaction.new_id(),
            case=case,
            person=youth,
            known_on=DAY,
            types=frozenset({"survival", "online_transmission", "labor"}),
            platforms=frozenset({"SnapChat", "A local forum"}),
            recruiter="intimate_partner",
        ),
        Indicator(
            id=transaction.new_id(), case=case, person=youth, on=DAY, vulnerability="substance_use"
        ),
    ]
    save(transaction, [Add(record) for record in records], "intake")
    return person


def test_a_case_is_told_in_the_standards_words_and_names_nobody(workspace: Workspace) -> None:
    person = workspace.write(fill)
    mapped = workspace.read(standard_rows)
    told = dict(zip(*mapped.rows, strict=True))
    assert told.pop(ID)
    assert told == {
        "prs_AgeBand": "9-17",
        "prs_Gender": "Female",
        "prs_Deceased": "FALSE",
        "vic_MethodOfRecruitment": "Intimate partner/marriage proposition",
        "vic_TypeOfLabourExploitation": "Other",
        "vic_TypeOfSexExploitation": "Prostitution;RemoteInteractiveServices",
        "vic_ExploitationWebsitesAndApps": "Other;SnapChat",
        "vic_Vulnerabilities": "Addiction;Poverty",
        "cas_Status": "ClosedReferred",
        "org_Type": "LawEnforcement",
        "cas_IncomingReferralDate": "2026",
        "cas_ReasonForOutgoingReferral": "",
        "cas_ReasonForCaseClosure": "Transferred to another CAC or state",
    }
    assert mapped.people == {person.id}
    text = standard_csv(mapped).decode()
    for private in ("Marisol", "Vega", "Adams", "2011", "BER-26", "03-02", person.id.hex()):
        assert private not in text


def test_a_case_that_a_legal_hold_alone_keeps_is_not_told(workspace: Workspace) -> None:
    """It is destroyed everywhere else, and kept here to be read: no statistics are made of it."""
    kept = workspace.write(fill)
    _, other = workspace.write(add_case)

    def held(transaction: Transaction) -> None:
        hold_back(transaction, transaction.vault("cases").id, kept.case or b"", "retention")

    workspace.write(held)
    mapped = workspace.read(standard_rows)
    assert len(mapped.rows) == 2  # the names of the columns, and the other case
    assert mapped.people == {other.id}


def test_two_exports_cannot_be_laid_side_by_side(workspace: Workspace) -> None:
    workspace.write(fill)
    one, other = (workspace.read(standard_rows).rows[1][0] for _ in range(2))
    assert one != other


def test_every_value_is_of_a_code_that_is_there_and_every_field_says_what_becomes_of_it() -> None:
    lists = codebook().lists
    for row in rows_of("exchange/htcds_values.csv"):
        if row["rule"] in LISTS:
            assert row["code"] in lists[LISTS[row["rule"]]], row
    for row in rows_of("exchange/htcds.csv"):
        assert row["rule"] not in NOT_SENT or row["rule"] == "not_kept" or row["means"], row
