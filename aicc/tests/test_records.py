"""The tests run on the records that their run's header names."""

import os

import pytest
from django.db import connection

pytestmark = pytest.mark.mariadb


@pytest.mark.django_db
def test_the_tests_meet_the_database_that_their_run_is_about():
    asked_for = os.environ.get("AICC_TEST_DATABASE", "sqlite")

    assert (
        connection.vendor == {"mariadb": "mysql", "mysql": "mysql", "sqlite": "sqlite"}[asked_for]
    )
