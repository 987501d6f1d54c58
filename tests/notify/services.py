"""Stand-ins on this machine for what a message goes to: an HTTP server that answers as told, and a mail server."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Web(ThreadingHTTPServer):
    """Notes each POST in ``heard`` as (path, JSON); answers with ``status`` and ``answer``, ``missing`` bytes less than promised."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Post)
        self.heard: list[tuple[str, dict]] = []
        self.status, self.answer, self.missing = 200, "{}", 0
        self.silent = threading.Event()
        self.silent.set()

    def handle_error(self, *_: object) -> None:
        """Say nothing of a caller who did not wait."""


class _Post(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.path, json.loads(body)))
        self.server.silent.wait()
        answer = self.server.answer.encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(answer) + self.server.missing))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Mail(socketserver.ThreadingTCPServer):
    """Takes every message into ``heard``, or refuses the sender when ``refuse`` is set."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Smtp)
        self.heard: list[str] = []
        self.refuse = False


class _Smtp(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline():
            word = line.split()[0].upper() if line.split() else b""
            if word == b"QUIT":
                self._say("221 bye")
                return
            if word == b"MAIL" and self.server.refuse:
                self._say("550 not you, s3cretpw")
            elif word == b"DATA":
                self._say("354 go on")
                lines = []
                while (line := self.rfile.readline()) != b".\r\n":
                    lines.append(line.decode())
                self.server.heard.append("".join(lines))
                self._say("250 taken")
            else:
                self._say("250 ok")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[int]:
    """Run ``server`` for the length of the block; yields its port."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
