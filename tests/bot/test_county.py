"""The county's file: what it sets, and every mistake with its line and remedy."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import county, settings
from bot.colours import LIGHT, MODES, PAIRS, clashes, contrast, standard
from bot.content import DATA
from bot.county import County
from bot.errors import ContentError, ContentErrors
from bot.lint import checks
from tests.bot.sample import words

REPO = Path(__file__).parents[2]
EXAMPLE = re.search(
    r"```yaml\n(.*?)```", (REPO / "docs/county.md").read_text("utf-8"), re.DOTALL
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'
GOOD_SVG = SVG.format(
    '<defs><path id="a" d="M0 0h9v9z"/></defs><use href="#a" fill="url(#b)"/>'
)
PNG = b"\x89PNG\r\n\x1a\n"


def example() -> dict[str, Any]:
    """Return the example of docs/county.md."""
    assert EXAMPLE
    return dict(yaml.safe_load(EXAMPLE[1]))


def written(tmp_path: Path, data: object, logo: str | bytes = GOOD_SVG) -> Path:
    """Write a content folder with a county's file and its logo."""
    folder = tmp_path / "data"
    folder.mkdir(exist_ok=True)
    text = data if isinstance(data, str) else yaml.safe_dump(data, sort_keys=False)
    (folder / county.FILE).write_text(text, encoding="utf-8")
    raw = logo if isinstance(logo, bytes) else logo.encode()
    (folder / "logo.svg").write_bytes(raw)
    (folder / "logo.png").write_bytes(raw)
    return folder


def told(folder: Path) -> str:
    with pytest.raises(ContentErrors) as caught:
        county.load(folder)
    return str(caught.value)


def changed(path: str, value: object) -> dict[str, Any]:
    """Return the example with one value changed; None takes the key away."""
    data = copy.deepcopy(example())
    *keys, last = path.split(".")
    place = data
    for key in keys:
        place = place[key]
    place[last] = value
    if value is None:
        del place[last]
    return data


def test_the_example_of_the_page_is_taken(tmp_path: Path) -> None:
    read = county.load(written(tmp_path, example()))
    assert read.operator["sv"] == "Exempels välfärdsområde"
    assert read.contact_link == "mailto:saavutettavuus@esimerkki.fi"
    assert read.colours and read.colours["dark"]["on_main"] == "#3d0410"
    assert read.logo and read.logo.media_type == "image/svg+xml"
    assert read.region == "paijat_hame"


def test_what_is_left_out_stays_as_it_was(tmp_path: Path) -> None:
    assert county.load(tmp_path) == County()
    assert county.load(written(tmp_path, "")) == County()
    data = changed("colours.light.ground", None)
    assert county.load(written(tmp_path, data)).colours


def test_the_file_that_ships_changes_nothing_but_names_the_region() -> None:
    assert county.load(DATA) == County(region="paijat_hame")


def test_the_commented_lines_that_ship_are_good_when_uncommented(
    tmp_path: Path,
) -> None:
    text = (DATA / county.FILE).read_text("utf-8")
    used = re.sub(r"^# ((?:  )*[a-z_]+:)", r"\1", text, flags=re.MULTILINE)
    read = county.load(written(tmp_path, used))
    assert read.contact and read.logo and read.colours


@pytest.mark.parametrize(
    ("path", "value", "line", "problem"),
    [
        ("colour", "red", None, "county: 'colour' is not one of operator, contact"),
        ("operator.sv", None, None, "operator: 'sv' is missing"),
        ("operator.de", "x", None, "operator: 'de' is not one of fi, sv, en"),
        ("operator.fi", "Alue.", 2, "operator.fi: 'Alue.' ends in a full stop"),
        ("operator", "Alue", 1, "operator: 'Alue' is not a list of keys"),
        ("contact", "soita meille", 5, "contact: 'soita meille' is no e-mail"),
        ("contact", "http://a.fi", 5, "begins with https://"),
        ("contact", "javascript:x@a.fi", 5, "is no e-mail"),
        ("contact", 12, 5, "county.contact: 12 is not a str"),
        ("logo.file", "../logo.svg", 7, "is no name of an SVG or PNG file"),
        ("logo.file", "logo.gif", 7, "is no name of an SVG or PNG file"),
        ("logo.file", "other.svg", 7, "is not beside county.yml: put the file there"),
        ("logo.file", "logo.png", 7, "is no PNG inside"),
        ("logo.file", None, None, "logo: 'file' is missing"),
        ("logo.alt.en", None, None, "logo.alt: 'en' is missing"),
        ("colours.dark", None, None, "colours: 'dark' is missing"),
        ("colours.light.main", None, None, "colours.light: 'main' is missing"),
        ("colours.light.ink", "#000000", None, "'ink' is not one of main, main_strong"),
        ("colours.light.main", "red", 14, "'red' is no colour: write it in quotes"),
        ("exit_url", "http://yle.fi", 27, "'http://yle.fi' is no web address"),
        ("exit_url", "https://", 27, "is no web address"),
        ("region", "häme", 28, "region: 'häme' is not one of finland, ahvenanmaa"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_remedy(
    tmp_path: Path, path: str, value: object, line: int | None, problem: str
) -> None:
    found = told(written(tmp_path, changed(path, value)))
    assert problem in found
    assert found.startswith(f"data/county.yml:{line or ''}")


def test_an_unquoted_colour_is_a_comment_and_is_told(tmp_path: Path) -> None:
    assert EXAMPLE
    text = EXAMPLE[1].replace('main: "#9c1230"', "main: #9c1230")
    assert "colours.light.main: is no colour" in told(written(tmp_path, text))


def test_a_file_that_is_no_yaml_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"county\.yml:2: .*is not YAML"):
        county.load(written(tmp_path, "operator: ["))


@pytest.mark.parametrize(
    ("inside", "problem"),
    [
        ("<script>x</script>", "holds <script>"),
        ("<foreignObject/>", "holds <foreignobject>"),
        ('<path onload="x"/>', "holds onload="),
        ('<image href="https://a.fi/x.png"/>', "leads out of the file with href="),
        ('<use xmlns:x="http://www.w3.org/1999/xlink" x:href="a.svg#b"/>', "href="),
        ('<path style="fill: url(https://a.fi/)"/>', "leads out of the file with"),
        ("<style>@import 'a.css';</style>", "fetches something in <style>"),
        ('<set attributeName="href" to="https://a.fi"/>', "leads out of the file"),
        ("<path", "is no SVG inside"),
        (" " * 40_000, "has 40.1 kB: make it smaller, at most 40 kB"),
    ],
)
def test_a_logo_can_do_nothing_but_be_looked_at(
    tmp_path: Path, inside: str, problem: str
) -> None:
    assert problem in told(written(tmp_path, example(), SVG.format(inside)))


@pytest.mark.parametrize(
    ("logo", "problem"),
    [
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + GOOD_SVG, "holds <!DOCTYPE"),
        ("<svg/>", "needs an outermost <svg> with a viewBox"),
        (GOOD_SVG.encode("utf-16"), "is not UTF-8"),
    ],
)
def test_a_logo_is_plain_svg(tmp_path: Path, logo: str | bytes, problem: str) -> None:
    assert problem in told(written(tmp_path, example(), logo))


def test_a_png_is_taken_too(tmp_path: Path) -> None:
    read = county.load(written(tmp_path, changed("logo.file", "logo.png"), PNG))
    assert read.logo and read.logo.media_type == "image/png"


# --- colours ---------------------------------------------------------------------


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("mode", MODES)
def test_our_own_colours_keep_the_limits(mode: str) -> None:
    assert list(clashes(standard()[mode], mode)) == []
    assert {name for pair in PAIRS for name in pair[:2]} <= standard()[mode].keys()


@pytest.mark.parametrize(
    ("path", "value", "pair", "limit"),
    [
        ("colours.light.main", "#e8899b", "on_main on main", "4.5"),
        ("colours.light.main_strong", "#e0526e", "main_strong on ground", "4.5"),
        ("colours.light.main_tint", "#7d0c24", "ink on main_tint", "4.5"),
        ("colours.dark.ground", "#777777", "ink_quiet on ground", "4.5"),
        ("colours.dark.surface", "#777777", "shut on surface", "4.5"),
        ("colours.dark.main", "#7a2534", "main on ground", "3"),
    ],
)
def test_colours_too_near_each_other_are_measured(
    tmp_path: Path, path: str, value: str, pair: str, limit: str
) -> None:
    found = told(written(tmp_path, changed(path, value)))
    where = path.rpartition(".")[0]
    row = next(row for row in found.splitlines() if f"{where}: '{pair}' have" in row)
    ratio = re.search(r"contrast of (\d+\.\d\d):1, and at least ([\d.]+):1", row)
    assert ratio and float(ratio[1]) < float(ratio[2])
    assert ratio[2] == limit


def test_a_ratio_just_under_the_limit_is_not_shown_as_the_limit(
    tmp_path: Path,
) -> None:
    data = changed("colours.light.on_main", "#ffffff")
    data["colours"][LIGHT]["main"] = "#777777"  # 4.478 on white
    assert "'on_main on main' have a contrast of 4.47:1" in told(
        written(tmp_path, data)
    )


# --- where it is read ------------------------------------------------------------


def test_the_environment_wins(tmp_path: Path) -> None:
    folder = written(
        tmp_path, {"operator": words("Alue"), "exit_url": "https://yle.fi"}
    )
    environ = {"RINNALLA_VAR": str(tmp_path), "RINNALLA_CONTENT": str(folder)}
    loaded = settings.load(environ, dotenv=None)
    assert loaded.operator_name("sv") == "Alue sv"
    assert loaded.exit_url == "https://yle.fi"
    environ |= {"RINNALLA_OPERATOR": "Lahti", "RINNALLA_EXIT_URL": "https://a.fi"}
    loaded = settings.load(environ, dotenv=None)
    assert (loaded.operator_name("sv"), loaded.exit_url) == ("Lahti", "https://a.fi")


def test_a_mistake_stops_only_those_who_show_it(tmp_path: Path) -> None:
    folder = written(tmp_path, {"region": "nowhere"})
    environ = {"RINNALLA_VAR": str(tmp_path), "RINNALLA_CONTENT": str(folder)}
    loaded = settings.load(environ, dotenv=None)
    with pytest.raises(ContentErrors, match="'nowhere'"):
        _ = loaded.county


@pytest.mark.parametrize("alone", [True, False], ids=["--file", "everything"])
def test_lint_tells_it_too(tmp_path: Path, alone: bool) -> None:
    folder = written(tmp_path, "region: nowhere\noperator: {fi: [}")
    for text, problem in (("region: nowhere", "'nowhere'"), ("a: [", "is not YAML")):
        (folder / county.FILE).write_text(text)
        file = folder / county.FILE
        result = checks.files([file], folder) if alone else checks.everything(folder)
        found = [f for f in result.findings if f.file == "data/county.yml"]
        assert problem in found[0].text
