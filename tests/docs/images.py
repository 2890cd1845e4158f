"""Draw the pictures that pages show and make themselves: ``python -m tests.docs.images`` (`make images`)."""

import os
import re
import shutil
import tempfile
from pathlib import Path

from tests.docs.pages import PAGES, ROOT, Session, blocks

IMAGES = ROOT / "docs" / "images"
SHOWN = re.compile(r"!\[[^\]]*\]\((?:[./]*|docs/)images/([\w-]+\.png)\)")


def own(page: Path) -> list[str]:
    """The pictures that a page saves in its folder."""
    text = page.read_text()
    return [
        name for name in SHOWN.findall(text) if f'"{name.removesuffix(".png")}"' in text or f"--out {name}\n" in text
    ]


def draw(page: Path, folder: Path) -> None:
    """Run a page's blocks in ``folder``."""
    session, before = Session(), Path.cwd()
    os.chdir(folder)
    try:
        for block in blocks(page.read_text()):
            for _ in session.outputs(block):
                pass
    finally:
        os.chdir(before)


def main() -> None:
    """Renew what stands in docs/images."""
    for page in filter(own, PAGES):
        with tempfile.TemporaryDirectory() as folder:
            draw(page, Path(folder))
            for name in own(page):
                shutil.copy(Path(folder, name), IMAGES / name)
                print(f"docs/images/{name}")


if __name__ == "__main__":
    main()
