"""Believable customers and agents over real sockets: for demonstrations and for load.

They are clients as the wire contract wants them, and they keep count: what they saw is compared
in the end with what the database holds. Nothing here reaches into a server; only the agents'
logins are made, and ended, in its database.
"""
