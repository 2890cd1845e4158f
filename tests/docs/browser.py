"""A headless browser that measures the pages of the built site: what does not fit at a width, what the search finds."""

import json
import queue
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
)
PATIENCE = 900.0  # seconds for 60 pages at two widths on a loaded machine


class _Site(SimpleHTTPRequestHandler):
    """The site, the page that measures it, what that page is asked, and where it sends what it found."""

    def __init__(self, *args: Any, asked: bytes, found: queue.Queue[bytes], **options: Any) -> None:
        self.asked, self.found = asked, found
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

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing."""


@contextmanager
def _served(site: Path, asked: dict[str, Any], found: queue.Queue[bytes]) -> Iterator[str]:
    handler = partial(_Site, directory=str(site), asked=json.dumps(asked).encode(), found=found)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/browser.html"
        server.shutdown()


def measure(site: Path, pages: Sequence[str], widths: Sequence[int], words: Sequence[str]) -> Any:
    """What does not fit on pages of the site at widths in pixels, and what its search finds (`browser.html`)."""
    found: queue.Queue[bytes] = queue.Queue()
    asked = {"pages": list(pages), "widths": list(widths), "words": list(words)}
    with TemporaryDirectory() as home, _served(site, asked, found) as address:
        command = [str(BROWSER), *FLAGS, f"--user-data-dir={home}", address]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as browser:
            try:
                return json.loads(found.get(timeout=PATIENCE))
            finally:
                browser.terminate()
