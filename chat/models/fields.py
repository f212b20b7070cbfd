"""A text column that compares to the letter on every database."""

from typing import Any

from django.db import models


class ExactCharField(models.CharField):
    """A CharField where `m1`, `M1` and `ｍ1` differ, for ids and tokens.

    SQLite compares so by itself; MySQL's default collation does not, and knows no name
    that both understand, so the collation is given by vendor. utf8mb4_bin ignores
    trailing blanks: whoever fills such a column refuses them.
    """

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        parameters = super().db_parameters(connection)
        if connection.vendor == "mysql":
            parameters["collation"] = "utf8mb4_bin"
        return parameters
