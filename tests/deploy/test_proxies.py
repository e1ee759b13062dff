"""Both proxies before a small server: what is public gets through, and nothing else. Run by `make deploy-check`."""

import http.client
import os
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.deploy.files import find_tool, run, text_of
from tests.ports import free_port

pytestmark = pytest.mark.deploy

HOST = "bot.example.com"
OPEN = ["/slack/events", "/recall/webhooks", "/connect/a-ticket", "/connect/callback/google", "/mcp"]
SHUT = ["/", "/metrics", "/readyz", "/healthz", "/slack/events/more", "/recall/webhooks2", "/connect", "/mcp/x"]
TRICKS = ["/connect/../metrics", "/connect/%2e%2e/metrics", "//metrics", "/mcp/../readyz", "/connect/..%2fmetrics"]


class Upstream(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = f"{self.path} {len(body)}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST  # noqa: N815 -- http.server's name

    def log_message(self, *_: object) -> None:
        """A test's output is its own."""


class Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A proxy that refuses a body hangs up in the middle of it."""


@pytest.fixture
def upstream() -> Iterator[int]:
    server = Server(("127.0.0.1", 0), Upstream)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@contextmanager
def running(command: list[str], port: int, **options: object) -> Iterator[int]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **options) as process:  # type: ignore[call-overload]
        try:
            for _ in range(200):
                with socket.socket() as probe:
                    if process.poll() is None and probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            else:
                process.kill()
                pytest.fail(process.stderr.read().decode())
            yield port
        finally:
            process.terminate()
            process.wait(20)
            process.stderr.close()


@pytest.fixture
def nginx(upstream: int, tmp_path: Path) -> Iterator[int]:
    program, openssl, port = find_tool("nginx"), find_tool("openssl"), free_port()
    run(
        openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={HOST}",
        "-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem",
    )  # fmt: skip
    site = text_of("proxy/nginx.conf").replace("127.0.0.1:3000", f"127.0.0.1:{upstream}")
    site = site.replace("/etc/letsencrypt/live/bot.example.com", str(tmp_path))
    site = site.replace("listen [::]:80;", "").replace("listen [::]:443 ssl http2;", "")
    site = site.replace("listen 443", f"listen 127.0.0.1:{port}").replace(
        "listen 80", f"listen 127.0.0.1:{free_port()}"
    )
    (tmp_path / "site.conf").write_text(site)
    temporary = "\n".join(
        f"{kind}_temp_path {tmp_path}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; user root; pid {tmp_path}/pid; error_log stderr; events {{}}\n"
        f"http {{ access_log {tmp_path}/access.log; {temporary} include {tmp_path}/site.conf; }}"
    )
    command = [program, "-p", str(tmp_path), "-e", "stderr", "-c", str(tmp_path / "nginx.conf")]
    run(*command, "-t")
    with running(command, port):
        yield port


@pytest.fixture
def caddy(upstream: int, tmp_path: Path) -> Iterator[int]:
    program, port = find_tool("caddy"), free_port()
    # Its own certificate, and no administration: what is tested is what gets through.
    site = text_of("proxy/Caddyfile").replace("{$DOMAIN} {", f"https://{HOST}:{port} {{\n\ttls internal", 1)
    options = f"{{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n\tdefault_sni {HOST}\n}}\n"
    (tmp_path / "Caddyfile").write_text(options + site)
    environment = {
        **os.environ,
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "UPSTREAM": f"127.0.0.1:{upstream}",
    }
    command = [program, "run", "--adapter", "caddyfile", "--config", str(tmp_path / "Caddyfile")]
    with running(command, port, env=environment):
        wait_for_certificate(port)
        yield port


def wait_for_certificate(port: int) -> None:
    """Caddy listens before it has made its own."""
    for _ in range(100):
        try:
            ask(port, "/")
        except ssl.SSLError:
            time.sleep(0.1)
        else:
            return


@pytest.fixture(params=["nginx", "caddy"])
def proxy(request: pytest.FixtureRequest) -> int:
    return int(request.getfixturevalue(request.param))


def ask(port: int, path: str, method: str = "POST", body: bytes = b"x") -> tuple[int, str]:
    """No one has vouched for the certificate, which is not what is asked here."""
    context = ssl._create_unverified_context()
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=context)
    connection.request(method, path, body=body, headers={"Host": HOST})
    answer = connection.getresponse()
    text = answer.read().decode(errors="replace")
    connection.close()
    return answer.status, text


def test_only_what_is_public_gets_through(proxy):
    opened = {path: ask(proxy, path) for path in OPEN}
    shut = {path: ask(proxy, path)[0] for path in SHUT}
    tricked = {path: ask(proxy, path, "GET", b"") for path in TRICKS}

    assert opened == {path: (200, f"{path} 1") for path in OPEN}
    assert set(shut.values()) <= {301, 308, 404}, shut
    assert not [path for path, (status, text) in tricked.items() if status == 200 and not text.startswith("/connect/")]
    assert not [path for path, (_, text) in tricked.items() if text.startswith(("/metrics", "/readyz"))], tricked


def test_the_largest_form_gets_through_and_a_larger_one_does_not(proxy):
    assert ask(proxy, "/slack/events", body=b"x" * 2_000_000)[0] == 200
    try:
        status, _ = ask(proxy, "/slack/events", body=b"x" * 3_000_000)
    except OSError:  # it hangs up in the middle
        status = 413
    assert status in {413, 502}


def test_tickets_are_in_no_log_of_nginx(nginx, tmp_path):
    ask(nginx, "/connect/a-ticket")
    ask(nginx, "/recall/webhooks")

    time.sleep(0.2)
    log = (tmp_path / "access.log").read_text()
    assert "/recall/webhooks" in log
    assert "a-ticket" not in log
