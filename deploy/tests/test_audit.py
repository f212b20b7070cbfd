"""The packages' audit: a licence nobody decided about, or a known vulnerability, is told."""

import json

from deploy import audit


def test_every_package_that_we_use_has_a_licence_somebody_decided_about():
    packages, _ = audit.installed()

    assert len(packages) > 50
    assert audit.undecided(packages) == []


def test_of_a_choice_one_licence_is_enough_and_of_a_sum_all_count():
    assert audit.is_allowed("MIT OR GPL-3.0-only")
    assert audit.is_allowed("MPL-2.0 AND (Apache-2.0 OR MIT)")
    assert audit.is_allowed("Apache Software License")
    assert not audit.is_allowed("MIT AND GPL-3.0-only")
    assert not audit.is_allowed("GNU General Public License v2 (GPLv2)")
    assert not audit.is_allowed("Proprietary")
    assert not audit.is_allowed("")


def test_what_is_vulnerable_is_named_and_what_was_not_looked_up_too():
    known = {"id": "PYSEC-1", "fix_versions": ["1.1"]}
    report = {
        "dependencies": [
            {"name": "one", "version": "1.0", "vulns": [known]},
            {"name": "two", "version": "2.0", "vulns": []},
            {"name": "three", "skip_reason": "not found"},
        ]
    }

    found, unknown = audit.vulnerable(json.dumps(report))

    assert found == ["one 1.0: PYSEC-1, mended in ['1.1']"]
    assert unknown == ["three"]
