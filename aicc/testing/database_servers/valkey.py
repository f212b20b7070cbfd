"""A Valkey with Sentinels for the benchmarks, in the root beside MySQL. Imports neither Django nor
the project.
"""

from pathlib import Path

from aicc.testing.database_servers import Redis, Sentinel, WatchedRedis
from aicc.testing.database_servers.debian_root import inside, own_folder, seen

SERVER = "usr/bin/valkey-server"


class Valkey(Redis):
    name = "valkey"

    @property
    def place(self) -> Path:
        return Path("/srv") / self.folder.name

    def program(self) -> list[str]:
        own_folder(self.place)
        return inside("valkey-server")


class ValkeySentinel(Sentinel):
    def place(self) -> Path:
        return Path("/srv") / self.folder.name

    def configure(self, text: str) -> None:
        own_folder(self.place())
        seen(self.configuration).write_text(text)
        seen(self.configuration).chmod(0o666)

    def command(self) -> list[str]:
        return inside("valkey-server", str(self.configuration), "--sentinel")


class WatchedValkey(WatchedRedis):
    kind = Valkey
    sentinel = ValkeySentinel
