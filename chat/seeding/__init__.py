"""A long invented history, written straight into the tables, to measure the back office on."""
