"""From pictures to pixels (Skia) and to files (ffmpeg).

Needs the dependency group ``media``.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
import skia

RATE = 15  # pictures a second: enough for slow movement
JUMP = 0.035  # of full brightness, from one picture to the next: a fade is slower

# H.264 that plays everywhere, the index in front so that it starts at once, a picture
# to jump to every four seconds. One thread, no dates: the same pictures, the same file.
_VIDEO = (
    *("-an", "-c:v", "libx264", "-profile:v", "main", "-preset", "slow"),
    *("-tune", "animation", "-crf", "23", "-g", str(RATE * 4), "-threads", "1"),
    *("-aq-mode", "3"),  # spends more on dark, even grounds
    "-vf",
    "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,setparams="
    "range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709",
    *("-movflags", "+faststart", "-fflags", "+bitexact", "-flags:v", "+bitexact"),
)


class FlashError(Exception):
    """Two pictures in a row differ too much in brightness."""


class Canvas:
    """Draws SVG at one size."""

    def __init__(self, width: int, height: int) -> None:
        self._size = skia.Size(width, height)
        self._surface = skia.Surface(width, height)

    def image(self, svg: str) -> skia.Image:
        """Return the drawing as a picture."""
        dom = skia.SVGDOM.MakeFromStream(skia.MemoryStream(svg.encode(), True))
        dom.setContainerSize(self._size)
        with self._surface as canvas:
            canvas.clear(skia.ColorWHITE)
            dom.render(canvas)
        return self._surface.makeImageSnapshot()


def write_video(
    path: Path,
    picture: Callable[[float], str],
    seconds: float,
    *,
    size: tuple[int, int],
) -> None:
    """Draw every picture and encode them.

    Raises:
        FlashError: The brightness of the whole picture jumps.
    """
    canvas = Canvas(*size)
    unfinished = path.with_suffix(".part")
    command = [
        *(imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y"),
        *("-f", "rawvideo", "-pix_fmt", "rgba", "-s", f"{size[0]}x{size[1]}"),
        *("-r", str(RATE), "-i", "-", *_VIDEO, "-f", "mp4", str(unfinished)),
    ]
    before: float | None = None
    with subprocess.Popen(command, stdin=subprocess.PIPE) as ffmpeg:
        assert ffmpeg.stdin
        for number in range(round(seconds * RATE)):
            image = canvas.image(picture(number / RATE))
            pixels = image.toarray(colorType=skia.kRGBA_8888_ColorType)
            bright = float(pixels[::8, ::8, :3].mean()) / 255
            if before is not None and abs(bright - before) > JUMP:
                raise FlashError(f"{path.name} flashes at {number / RATE:.1f} s")
            before = bright
            ffmpeg.stdin.write(pixels.tobytes())
    if ffmpeg.returncode:
        raise subprocess.CalledProcessError(ffmpeg.returncode, command[0])
    unfinished.replace(path)


def write_poster(path: Path, svg: str, *, size: tuple[int, int]) -> None:
    """Write one picture as WebP."""
    image = Canvas(*size).image(svg)
    path.write_bytes(bytes(image.encodeToData(skia.kWEBP, 82)))
