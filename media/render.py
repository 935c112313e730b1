"""Make the videos from their scripts: ``python -m media.render [--all] [id …]``.

Writes captions/, videos/ and posters/, and into rendered.json from what each was drawn.
Without ``--all`` only what changed is drawn. Drawing needs the dependency group
``media``, which ``make media`` installs; captions do not.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from media.drawing import stage
from media.drawing.figures import MASCOT
from media.script import FOLDER, LANGUAGES, Script, load, names, vtt

RENDERED = FOLDER / "rendered.json"
PROCESSES = 2


def files(name: str) -> tuple[Path, Path]:
    """Return where video and poster lie."""
    return FOLDER / "videos" / f"{name}.mp4", FOLDER / "posters" / f"{name}.webp"


def captions(name: str, language: str) -> Path:
    """Return where captions lie."""
    return FOLDER / "captions" / f"{name}.{language}.vtt"


def source(script: Script) -> str:
    """Return the hash of all that the pictures are drawn from; words do not matter."""
    scenes = [(scene.seconds, scene.picture) for scene in script.scenes]
    code = [FOLDER / "encode.py", FOLDER / "motion.py", MASCOT]
    code += sorted((FOLDER / "drawing").glob("*.py"))
    told = [script.poster, scenes, [_digest(path) for path in code]]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def record(name: str) -> dict[str, str]:
    """Return what rendered.json says of a video whose files are fresh."""
    video, poster = files(name)
    return {
        "poster": _digest(poster),
        "source": source(load(name)),
        "video": _digest(video),
    }


def known() -> dict[str, Any]:
    """Return rendered.json."""
    return json.loads(RENDERED.read_text()) if RENDERED.exists() else {}


def is_fresh(name: str) -> bool:
    """Tell whether script, drawing code and files belong together."""
    there = all(path.exists() for path in files(name))
    return there and known().get(name) == record(name)


def write_captions(script: Script) -> None:
    """Write the captions of every language."""
    for language in LANGUAGES:
        path = captions(script.id, language)
        path.parent.mkdir(exist_ok=True)
        path.write_text(vtt(script, language), encoding="utf-8")


def render(name: str) -> tuple[str, float]:
    """Draw a video and its poster; return its id and the seconds that took."""
    from media import encode  # what it needs is not installed where the service runs

    started = time.monotonic()
    script = load(name)
    video, poster = files(name)
    for path in (video, poster):
        path.parent.mkdir(exist_ok=True)
    picture = stage.pictures(script)
    encode.write_video(video, picture, script.seconds, size=stage.VIDEO)
    encode.write_poster(poster, picture(script.poster), size=stage.POSTER)
    return name, time.monotonic() - started


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m media.render")
    parser.add_argument("ids", nargs="*", help="what to draw; all, if none is named")
    parser.add_argument("--all", action="store_true", help="also what did not change")
    options = parser.parse_args(arguments)
    wanted = options.ids or names()
    for name in wanted:
        write_captions(load(name))
    stale = [name for name in wanted if options.all or not is_fresh(name)]
    with ProcessPoolExecutor(max_workers=PROCESSES) as pool:
        for name, seconds in pool.map(render, stale):
            text = json.dumps({**known(), name: record(name)}, indent=2, sort_keys=True)
            RENDERED.write_text(text + "\n")
            size = files(name)[0].stat().st_size / 1000
            sys.stderr.write(f"{name}: {size:.0f} kB, drawn in {seconds:.0f} s\n")
    return 0


def _digest(path: Path) -> str:
    """Return the hash of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
