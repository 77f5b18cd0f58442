"""A real Neo4j for tests and for trying things out: fetched by Maven once, started on a free port.

`python -m tests.neo4j.server` starts one and prints how to reach it; it ends with the process. It needs
Java 17 or newer and Maven, and is never part of Tierlight: Neo4j is GPLv3 and is talked to over Bolt.
"""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

VERSION = "5.26.25"
STARTS_WITHIN = 120
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
OPENS = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")

POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>tierlight</groupId><artifactId>neo4j-for-tests</artifactId><version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{VERSION}</version></dependency>
  </dependencies>
</project>
"""

SETTINGS = {
    "server.http.enabled": "false",
    "server.https.enabled": "false",
    "dbms.usage_report.enabled": "false",
    "dbms.security.allow_csv_import_from_file_urls": "false",
    "internal.dbms.cypher_ip_blocklist": "0.0.0.0/0,::/0",
    "db.transaction.timeout": "300s",
    "server.memory.pagecache.size": "256m",
}


class ServerMissingError(Exception):
    """No server can be started here; says what is missing."""


@dataclass
class Server:
    """A server that runs, and how to reach it; `stop` ends it and removes its files."""

    uri: str
    password: str
    home: Path
    process: subprocess.Popen
    lines: list[str] = field(default_factory=list)
    username: str = "neo4j"

    def stop(self) -> None:
        """End the server."""
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(30)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def jars() -> Path:
    """Return the folder of Neo4j's jars, fetched if it is not there yet."""
    for program in ("java", "mvn"):
        if not shutil.which(program):
            raise ServerMissingError(f"{program} is not installed; a test server needs Java 17 and Maven")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tierlight"
    folder = cache / f"neo4j-{VERSION}"
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as beside:
            Path(beside, "pom.xml").write_text(POM)
            fetch = ["mvn", "-B", "-q", PLUGIN, "-DoutputDirectory=lib", "-DincludeScope=runtime"]
            done = subprocess.run(fetch, cwd=beside, capture_output=True, text=True, check=False)
            if done.returncode:
                raise ServerMissingError(f"Maven could not fetch Neo4j {VERSION}: {done.stdout[-500:]}")
            with contextlib.suppress(OSError):
                Path(beside, "lib").rename(folder)
    return folder


def start(settings: Mapping[str, str] | None = None) -> Server:
    """Start a server with an empty database and wait until it answers.

    Raises
    ------
    ServerMissingError
        If Java or Maven is missing, or the server does not start.
    """
    library = jars()
    home = Path(tempfile.mkdtemp(prefix="tierlight-neo4j-"))
    port, password = free_port(), secrets.token_hex(12)
    _configure(home, port, settings or {})
    environment = os.environ | {"NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    admin = ["java", "-cp", f"{library}/*", "org.neo4j.cli.AdminTool", "dbms", "set-initial-password", password]
    subprocess.run(admin, env=environment, check=True, capture_output=True)
    command = [
        "java",
        "-Xmx1g",
        *(f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in OPENS),
        "-Dlog4j2.disable.jmx=true",
        "-cp",
        f"{library}/*{os.pathsep}{home}/plugins/*",
        "org.neo4j.server.CommunityEntryPoint",
        f"--home-dir={home}",
        f"--config-dir={home / 'conf'}",
        "--console-mode",
    ]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    server = Server(f"bolt://127.0.0.1:{port}", password, home, process)
    _wait(server)
    return server


def _configure(home: Path, port: int, settings: Mapping[str, str]) -> None:
    names = ("data", "logs", "run", "plugins", "import")
    folders = {f"server.directories.{name}": str(home / name) for name in names}
    folders["server.directories.transaction.logs.root"] = str(home / "data" / "transactions")
    address = {
        "server.bolt.listen_address": f"127.0.0.1:{port}",
        "server.bolt.advertised_address": f"127.0.0.1:{port}",
    }
    for name in (*names, "conf"):
        (home / name).mkdir(exist_ok=True)
    lines = [f"{key}={value}" for key, value in (folders | address | SETTINGS | dict(settings)).items()]
    (home / "conf" / "neo4j.conf").write_text("\n".join(lines) + "\n")


def _wait(server: Server) -> None:
    """Read what the server says until it has started, and go on reading so that it never blocks."""
    started = threading.Event()

    def read() -> None:
        with server.process.stdout:
            for line in server.process.stdout:
                server.lines.append(line.rstrip())
                if "Started." in line:
                    started.set()
        started.set()

    threading.Thread(target=read, daemon=True).start()
    if not started.wait(STARTS_WITHIN) or server.process.poll() is not None:
        said = "\n".join(server.lines[-20:])
        server.stop()
        raise ServerMissingError(f"Neo4j {VERSION} did not start: {said}")


def main() -> None:
    """Start a server, say how to reach it, and end it with the process."""
    server = start()
    sys.stdout.write(
        f"NEO4J_URI={server.uri} NEO4J_USERNAME={server.username} NEO4J_PASSWORD={server.password}\n"
        "Press Ctrl-C to end it; its data go with it.\n"
    )
    sys.stdout.flush()
    try:
        while server.process.poll() is None:
            time.sleep(1)
    except KeyboardInterrupt:
        pass
    finally:
        server.stop()


if __name__ == "__main__":
    main()
