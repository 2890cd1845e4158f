"""A headless browser that measures the pages of the built site: what does not fit at a width, what the search finds."""

import json
import queue
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
PAGE = Path(__file__).with_name("browser.html")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"),
    *("--window-size=1400,1000", "--remote-debugging-port=0"),  # without a port it ends once the page is loaded
    *("--enable-logging=stderr", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),  # no network
)
CONSOLE = re.compile(r"ERROR:CONSOLE.*|CONSOLE:\d+\] \"(?:Uncaught|Failed|Error).*")
PATIENCE = 900.0  # seconds for 60 pages at two widths on a loaded machine


class _Site(SimpleHTTPRequestHandler):
    """The site, the page that measures it, what that is asked, where it sends what it found, and what is missing."""

    def __init__(self, *args: Any, asked: bytes, found: queue.Queue[bytes], missing: list[str], **options: Any) -> None:
        self.asked, self.found, self.missing = asked, found, missing
        super().__init__(*args, **options)

    def do_GET(self) -> None:
        own = {"/browser.html": PAGE.read_bytes, "/asked.json": lambda: self.asked}
        if self.path in own:
            self._answer(own[self.path]())
        else:
            super().do_GET()

    def do_POST(self) -> None:
        self.found.put(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(b"")

    def send_error(self, *args: Any, **options: Any) -> None:
        self.missing.append(self.path)
        super().send_error(*args, **options)

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing."""


@contextmanager
def _served(site: Path, **what: Any) -> Iterator[str]:
    handler = partial(_Site, directory=str(site), **what)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/browser.html"
        server.shutdown()


def measure(site: Path, pages: Sequence[str], widths: Sequence[int], words: Sequence[str]) -> Any:
    """What does not fit on pages of the site at widths in pixels, what its search finds (`browser.html`), and errors.

    ``console`` holds the errors that the pages' programs report, ``missing`` what they ask for in vain.
    """
    found: queue.Queue[bytes] = queue.Queue()
    missing: list[str] = []
    asked = json.dumps({"pages": list(pages), "widths": list(widths), "words": list(words)}).encode()
    with TemporaryDirectory() as home, _served(site, asked=asked, found=found, missing=missing) as address:
        log = Path(home, "log")
        with log.open("w") as stderr:
            command = [str(BROWSER), *FLAGS, f"--user-data-dir={home}", address]
            browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=stderr)
            try:
                seen = json.loads(found.get(timeout=PATIENCE))
            finally:
                browser.terminate()
                browser.wait()
        return {**seen, "console": CONSOLE.findall(log.read_text()), "missing": missing}
