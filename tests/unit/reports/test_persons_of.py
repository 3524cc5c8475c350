"""Who counts as a person when a file is checked before it leaves."""

from kcbx_lib.reports.county_files import persons_of
from tests.helpers import county_of


def test_a_village_committee_that_signs_an_agreement_is_no_person():
    county = county_of(
        agreements="""link party_a party_b
            村—户 西坡村村民委员会 欧阳建国
            县—乡镇 青禾县人民政府 竹溪乡人民政府
            教师—家长 竹溪乡中心小学 买买提·依明"""
    )
    assert set(persons_of(county)["name"]) == {"欧阳建国", "买买提·依明"}
