"""Django's MySQL for the replica: once it fails, whoever reads goes to the primary instead."""

from typing import Any

from django.db.backends.mysql import base
from django.db.utils import DatabaseErrorWrapper
from django.utils.functional import cached_property

from aicc.platform.connections import replica
from aicc.platform.connections.database_failures import error_number
from aicc.platform.connections.database_members import GONE


class NotingErrors(DatabaseErrorWrapper):
    wrapper: "DatabaseWrapper"

    def __exit__(self, kind: Any, error: Any, traceback: Any) -> None:
        if error is not None and error_number(error) in GONE:
            replica.current.failed()
            self.wrapper.close_soon()
        super().__exit__(kind, error, traceback)


class DatabaseWrapper(base.DatabaseWrapper):
    @cached_property
    def wrap_database_errors(self) -> NotingErrors:
        return NotingErrors(self)

    def close_soon(self) -> None:
        """What has failed is not used again, by the same thread neither."""
        self.connection = None
