"""A place of their own for the tests that use the real ports."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

import conftest
from deploy.tests import installation


@pytest.fixture(scope="module")
def own_network() -> Iterator[None]:
    """An empty network for the module's tests, where this machine allows one."""
    with ExitStack() as stack:
        try:
            stack.enter_context(installation.own_network())
        except PermissionError as error:
            if conftest.REQUIRED:
                raise
            pytest.skip(f"the real ports are left out: {error}")
        yield
