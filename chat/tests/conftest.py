from aicc.tests.cast import (  # noqa: F401  (the cast enters here)
    engine,
    fresh_limits_and_layer,
    lin,
    mei,
    raj,
    sam,
)
