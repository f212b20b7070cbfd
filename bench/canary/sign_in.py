"""Somebody at the office's sign-in, from a browser that says too much."""

import re

import httpx

from aicc.testing import servers, waits
from bench.canary.customer import header
from bench.canary.kinds import Planter

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def sign_in(server: servers.AiccServer, planter: Planter, username: str, password: str) -> str:
    """By the form; where the office sends them, blank where it does not let them in."""
    headers = header(planter, "sign-in") | {"Referer": f"{server.url}/admin/login/"}
    with httpx.Client(base_url=server.url, timeout=waits.SECONDS, headers=headers) as http:
        token = TOKEN.search(http.get("/admin/login/").text)
        given = {"username": username, "password": password, "next": "/admin/"}
        given |= {"csrfmiddlewaretoken": token[1]} if token else {}
        return http.post("/admin/login/", data=given).headers.get("location", "")
