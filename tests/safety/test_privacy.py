"""The scrubber: personal data goes, everything else stays as it was written."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from safety.personal.found import KINDS
from safety.personal.kept import HELP_NUMBERS
from safety.personal.name_forms import name_forms
from safety.personal.words import WORDS_FILE, PrivacyError, load_book
from safety.privacy import find, scrub
from safety.services import load_services

DATA = yaml.safe_load(WORDS_FILE.read_text("utf-8"))
SERVICES = load_services().services.values()
AMONG_STOPS = ("aina", "kai", "my")
MARKS = [mark for words in DATA["marks"].values() for mark in words.values()]


def kinds(text: str) -> list[str]:
    return [found.kind for found in find(text)]


# --- names ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("Mikan takia", "[nimi] takia"),
        ("kerroin Mikalle kaiken", "kerroin [nimi] kaiken"),
        ("näin jennan kaupassa", "näin [nimi] kaupassa"),
        ("villen kaa ei oo kivaa", "[nimi] kaa ei oo kivaa"),
        ("ville sano et oon tyhmä", "[nimi] sano et oon tyhmä"),
        ("pekasta ja riikalle", "[nimi] ja [nimi]"),
        ("Tuomaksen ja Eliakselta", "[nimi] ja [nimi]"),
        ("kevinin takia, mohammedilla myös", "[nimi] takia, [nimi] myös"),
        ("Jennakin tuli, Mikako ei", "[nimi] tuli, [nimi] ei"),
        ("emmal ja oonalt", "[nimi] ja [nimi]"),
        ("Virtasen Emma ja Korhosilla", "[nimi] ja [nimi]"),
        ("jenna mäkelä on mun luokalla", "[nimi] on mun luokalla"),
        ("Emma Kuusiporras on mun luokalla", "[nimi] on mun luokalla"),
        ("Anna-Maria ja juha-pekka", "[nimi] ja [nimi]"),
        ("EMMA HUUSI MULLE", "[nimi] HUUSI MULLE"),
        ("Emma K. sanoi", "[nimi] sanoi"),
        ("emma05 kirjotti", "[nimi]05 kirjotti"),
        ("Vainolle ja Väinölle", "[nimi] ja [nimi]"),
        ("nimeni on Toivo", "nimeni on [nimi]"),
        ("mun nimi on zorbla", "mun nimi on [nimi]"),
        ("mun kaveri onni löi mua", "mun kaveri [nimi] löi mua"),
        ("kaverini Xolani itkee", "kaverini [nimi] itkee"),
        ("ope mäki ei auta", "ope [nimi] ei auta"),
        ("opettaja Kuusela näki sen", "opettaja [nimi] näki sen"),
        ("rehtori Anna Lehto", "rehtori [nimi]"),
        ("onni virtanen on mun ex", "[nimi] on mun ex"),
        ("meillä on luokalla Toivo ja Ilo", "meillä on luokalla [nimi] ja [nimi]"),
        ("anna sano et se tulee", "[nimi] sano et se tulee"),
        ("tyttö nimeltä Rauha", "tyttö nimeltä [nimi]"),
        ("terveisin\nToivo", "terveisin\n[nimi]"),
    ],
)
def test_names_in_finnish(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("jag heter Björn", "jag heter [namn]"),
        ("ja heter zorbla", "ja heter [namn]"),
        ("min kompis björn slog mig", "min kompis [namn] slog mig"),
        ("min lärare Stig är snäll", "min lärare [namn] är snäll"),
        ("jag är med Liv och Sten", "jag är med [namn] och [namn]"),
        ("emmas mamma är arg", "[namn] mamma är arg"),
        ("Lindströms hund", "[namn] hund"),
        ("jag vet int om anna är min vän", "jag vet int om [namn] är min vän"),
        ("en kille som heter Love", "en kille som heter [namn]"),
        ("åsa och Göran Söderström", "[namn] och [namn]"),
    ],
)
def test_names_in_swedish(text: str, scrubbed: str) -> None:
    assert scrub(text, "sv") == scrubbed


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("my name is Will", "my name is [name]"),
        ("i'm called hope", "i'm called [name]"),
        ("my friend Hope is sad", "my friend [name] is sad"),
        ("my friend grace is sad", "my friend [name] is sad"),
        ("my teacher Mr Zorbla knows", "my teacher Mr [name] knows"),
        ("I told Grace about it", "I told [name] about it"),
        ("emma's mom and Fatima", "[name]'s mom and [name]"),
        ("a boy named Xolani", "a boy named [name]"),
        ("Grace Smith is here", "[name] is here"),
        ("hope told me to stay", "[name] told me to stay"),
    ],
)
def test_names_in_english(text: str, scrubbed: str) -> None:
    assert scrub(text, "en") == scrubbed


def entries(group: str) -> list[str]:
    return " ".join(DATA["names"][group].values()).split()


def everyday_forms() -> set[str]:
    words = [*entries("first_words"), *entries("last_words")]
    return {
        *entries("everyday_forms"),
        *(f for word in words for f in name_forms(word)),
    }


@pytest.mark.parametrize("group", ["first", "last"])
def test_every_listed_name_is_found_alone(group: str) -> None:
    everyday = everyday_forms()
    for name in (entry.split("/")[0] for entry in entries(group)):
        if name not in everyday:
            assert kinds(name) == kinds(name.title()) == ["name"], name


@pytest.mark.parametrize("group", ["first_words", "last_words"])
def test_everyday_words_are_names_only_after_a_cue(group: str) -> None:
    for word in (entry.split("/")[0] for entry in entries(group)):
        assert find(word) == (), word
        assert kinds(f"nimeni on {word}") == ["name"] or word in AMONG_STOPS, word


def test_lists_are_as_long_as_promised() -> None:
    assert len(set(entries("first"))) >= 400
    assert len(set(entries("last"))) >= 200


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("mika", {"mikan", "mikalle", "mikaa", "mikaan", "mikas", "mikal"}),
        ("pekka", {"pekan", "pekalla", "pekkaa", "pekkaan"}),
        ("ville", {"villen", "villelle", "villeä", "villeen"}),
        ("elias", {"eliaksen", "eliakselle", "eliasta", "eliaksena"}),
        ("kevin", {"kevinin", "kevinille", "keviniä", "kevins"}),
        ("virtanen", {"virtasen", "virtaselle", "virtasta", "virtaset", "virtasilla"}),
        ("mäki/mäe/mäke", {"mäen", "mäelle", "mäkeen"}),
    ],
)
def test_name_forms_follow_the_language(name: str, forms: set[str]) -> None:
    assert forms <= name_forms(name)


# --- numbers ----------------------------------------------------------------------

PHONES = [
    "0401234567",
    "040 123 4567",
    "040-1234567",
    "040 1234 567",
    "050 12 34 567",
    "0457 123 4567",
    "(040) 123 4567",
    "09 123 4567",
    "09-1234567",
    "014 123 456",
    "+358401234567",
    "+358 40 123 4567",
    "+358 (0)40 123 4567",
    "+358-40-123-4567",
    "00358 40 1234567",
    "358401234567",
    "+46 70 123 45 67",
    "070-123 45 67",
    "+372 5123 4567",
    "040.123.4567",
    "040\u00a0123\u00a04567",
]


@pytest.mark.parametrize("phone", PHONES)
@pytest.mark.parametrize("frame", ["{}", "soita {} nyt", "mun nro:{}.", "17.30 {}, ok"])
def test_phone_numbers_go(phone: str, frame: str) -> None:
    scrubbed = scrub(frame.format(phone))
    assert scrubbed == frame.format("[puhelinnumero]")


@pytest.mark.parametrize("text", ["puh. 123 4567", "my number is 123 4567"])
def test_short_phone_numbers_go_after_a_cue(text: str) -> None:
    assert kinds(text) == ["phone"]


@pytest.mark.parametrize("first", ["040 123 4567", "09 123 4567", "+358 9 123 4567"])
@pytest.mark.parametrize("second", ["050 123 4567", "116 117"])
def test_two_numbers_in_a_row_are_told_apart(first: str, second: str) -> None:
    shown = "116 117" if second == "116 117" else "[puhelinnumero]"
    assert scrub(f"{first} {second}") == f"[puhelinnumero] {shown}"


HELP = ["112", "116117", "116 117", "116 111", "116 006", "116 000", "116123"]
HELP += [c.display for s in SERVICES for c in s.channels if c.tel and c.display]
HELP += [c.tel for s in SERVICES for c in s.channels if c.tel]


@pytest.mark.parametrize("number", sorted(set(HELP)))
@pytest.mark.parametrize(
    "frame", ["{}", "soita {} nyt", "numero on {}.", "{} 116 117", "{} 2026 4567"]
)
def test_help_numbers_stay(number: str, frame: str) -> None:
    text = frame.format(number)
    assert scrub(text) == text


def test_help_numbers_stay_however_they_are_dialled() -> None:
    for text in (
        "0925250111",
        "+358 9 2525 0111",
        "+358 (0)9 2525 0111",
        "09-25250111",
    ):
        assert scrub(text) == text


def test_everything_the_services_show_stays() -> None:
    for service in SERVICES:
        shown = [service.names, service.description, service.cost, service.queue_note]
        shown += [channel.note for channel in service.channels]
        texts = [text for words in shown for text in (words or {}).values()]
        texts += [t for t in (service.url, service.address) if t]
        texts += [c.url for c in service.channels if c.url]
        for text in texts:
            assert scrub(text) == text


@pytest.mark.parametrize(
    "code",
    [
        "010594Y9032",
        "010594Y9021",
        "020594X903P",
        "020594X902N",
        "030594W903B",
        "040594V9030",
        "040594V902Y",
        "050594U903M",
        "010516B903X",
        "020516C903K",
        "030516D9037",
        "010501E9032",
        "020503F9037",
        "020504A902E",
        "010190-900P",
        "010190+900P",
    ],
)
def test_identity_codes_of_every_century_sign(code: str) -> None:
    assert kinds(f"hetu {code}.") == ["identity_code"]
    assert kinds(f"hetu {code.lower()}.") == ["identity_code"]


@pytest.mark.parametrize(
    "code", ["010190-900A", "320190-900P", "010190G900P", "010594Y9033", "010190-9001"]
)
def test_codes_with_a_wrong_part_go_as_numbers_or_stay(code: str) -> None:
    assert kinds(code) == ([] if "G" in code else ["number"])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("FI21 1234 5600 0007 85", "account"),
        ("fi2112345600000785", "account"),
        ("DE89 3704 0044 0532 0130 00", "account"),
        ("1234 5678 9012 3456", "number"),
        ("opiskelijanumero 20231234", "number"),
        ("010190-9009", "number"),
        ("rekkari on abc 12", "plate"),
        ("ABC-123", "plate"),
        ("synnyin 5.12.2008", "birth_date"),
        ("mun synttärit on 5.12.", "birth_date"),
        ("född den 5 december 2008", "birth_date"),
        ("my birthday is on May 5th", "birth_date"),
        ("05.12.2008", "birth_date"),
        ("2008-12-05", "birth_date"),
    ],
)
def test_other_codes_and_dates(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


# --- addresses, handles, links -----------------------------------------------------


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("asun Mannerheimintie 5 B 12", "asun [osoite]"),
        ("osoite on koulukatu 12a 3", "osoite on [osoite]"),
        ("Rantakuja 7, 15100 Lahti", "[osoite], [osoite]"),
        ("Koulukadulla 5 asuu mun ex", "[osoite] asuu mun ex"),
        ("asun Koulukadulla", "asun [osoite]"),
        ("Hakaniemenranta 6", "[osoite]"),
        ("jag bor på Storgatan 5", "jag bor på [osoite]"),
        ("Skolgränden 3 B", "[osoite]"),
        ("I live at 12 Baker Street", "I live at [osoite]"),
        ("00100 helsinki", "[osoite]"),
        ("02130 Esimerkkilä", "[osoite]"),
    ],
)
def test_addresses_go(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("@sun_moon", "handle"),
        ("snäp: xx", "handle"),
        ("mun ig on xx", "handle"),
        ("mun ig on hevostyttö", "handle"),
        ("discord xx#1234", "handle"),
        ("add me on snap sunmoon05", "handle"),
        ("lisää mut snäpissä hevostyttö", "handle"),
        ("min insta är sol.mane", "handle"),
        ("username: moon", "handle"),
        ("sun_moon_05 on paras", "handle"),
        ("x.y-z@example.org", "email"),
        ("xy (at) gmail piste com", "email"),
        ("xy at gmail.com", "email"),
        ("https://example.org/a?b=c", "link"),
        ("www.example.org", "link"),
        ("discord.gg/abcdef", "link"),
        ("example.fi", "link"),
    ],
)
def test_handles_and_links_go(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


# --- what stays -------------------------------------------------------------------

ORDINARY = {
    "fi": """
        tulin kotiin klo 17.30 ja söin
        bussi lähtee 7.45 ja juna 8:10
        tavataan klo 14-16 koululla
        ma-pe 08.30–16.00 ja vuoro 0830-1600
        peli päättyi 3-2 meille
        hävittiin 0-3 vaikka johdettiin 1-0
        leffa on K-18 joten en päässyt
        sain matikasta 9 ja enkusta 7,5
        keskiarvo on 8.4
        numerot oli 8 9 9 10 7 6 10 9
        se maksoi 12,90 € eikä mulla oo rahaa
        säästin 1 250,50 euroa
        palkka oli 1500e
        miljoona on 1 000 000 ja miljardi 1000000000
        koe on 12.5.2026
        juhlat on 24.12. ja lääkäri 3.11. klo 9.15
        lukuvuosi 2025-2026
        oon 15 ja mun veli on 17v
        oon 165 cm ja painan 52 kg
        luokka 9B ja ryhmä 21TIVI
        huone 304, 2. kerros
        sivu 112 ja tehtävät 5a-7c
        linja 23A ja valtatie 4
        pii on 3,14159265 tai 3.14159265358
        covid-19, HIV-1, GPT-4, GTX-1080, AK-47
        versio 2.0.1
        kuuntelin Bohemian Rhapsodyn ja Let It Be soi
        biisin nimi on Toivo
        lempibiisi on Hallelujah
        katoin Love Islandia ja ostin Black Fridayna
        katoin Frozenin ja pelasin Fortniteä
        toivo on mennyttä, mulla ei oo toivoa
        toivon että tää loppuu
        onni onnettomuudessa
        mun ilo on poissa enkä saa rauhaa
        ulkona tuuli on kova ja lumi suli
        meri on kaunis eikä sade lopu
        anna mun olla
        äiti anna mun mennä
        en anna periksi, pääsin perille
        kaveri toivo että tulisin
        opettaja koski mua
        kuka vaan, kai
        menin metsään ja istuin rannalla
        ope laittoi Wilmaan merkinnän
        asun Helsingissä äidin luona
        mun nimi on salaisuus
        nimeni on tosi nolo
        mun insta on poistettu ja snäppi rikki
        mun synttärit on klo 18.30
        oven takana on joku
        oon hiljaa joukossa
        tulen pian, se on liian vaikeaa
        joo.se on niin
    """,
    "sv": """
        klockan är 17.30, vi ses kl. 14
        jag ville int gå
        hans mamma är snäll
        jag har en sten i magen
        det finns ingen som förstår
        vad heter du
        va heter det på svenska
        låten heter Hopp
        filmen heter Frost
        mitt namn är hemligt
        dag efter dag, sol och vår
        liv och död
        per dag, max 2 gånger
        jag klarar inte mer
        jag bor i Vasa
        en björn i skogen
        betyg 8 i matte, prov 12.5.2026
        annan dag, annat sätt
        ja ska int säga någo
        mina känslor är sanna
    """,
    "en": """
        mark my words, I will go
        my friend will help me and my teacher may know
        i hope it ends in May or June
        a rose is a rose in the summer
        bill is due on 5.6.
        he said my grade was 8-
        my name is not important
        room 101 at 5.30 pm on 12/05/2026
        24/7 and a 4.0 GPA
        the score was 3-2 and it cost $19.99
        the song is called Hope
        www... whatever
        insta: private and this is _really_ bad
        the file name is draft
        my snap is broken and my insta is private
        see you at 8, look at this
        down the road 5 minutes, one way street
        iPhone 15 and PS5
        my friend lost weight
        I love you, grace period
        Christian music
    """,
}


@pytest.mark.parametrize(
    "text",
    [t.strip() for texts in ORDINARY.values() for t in texts.strip().split("\n")],
)
def test_ordinary_sentences_stay(text: str) -> None:
    assert scrub(text) == text


# --- the marks and the function ----------------------------------------------------


def test_marks_are_in_the_asked_language() -> None:
    assert scrub("Emma", "fi") == "[nimi]"
    assert scrub("Emma", "sv") == "[namn]"
    assert scrub("Emma", "en") == "[name]"
    assert scrub("Emma", "xx") == "[nimi]"


def test_found_tells_kind_and_place() -> None:
    text = "Emma asuu Koulukatu 5, soita 040 123 4567"
    assert [(f.kind, text[f.start : f.end]) for f in find(text)] == [
        ("name", "Emma"),
        ("address", "Koulukatu 5"),
        ("phone", "040 123 4567"),
    ]


def test_letters_with_marks_apart_are_read() -> None:
    assert kinds(unicodedata.normalize("NFD", "Väinö Mäkelä")) == ["name"]


def test_marks_of_every_language_stay() -> None:
    text = f"nimeni on {' '.join(MARKS)} ja"
    assert scrub(text) == text


def test_every_kind_has_marks() -> None:
    assert set(DATA["marks"]) == set(KINDS)
    assert len(set(DATA["marks"]["name"].values())) == 3


def test_loader_says_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "words.yml"
    path.write_text("marks: {}", encoding="utf-8")
    with pytest.raises(PrivacyError, match=r"words\.yml: 'name'"):
        load_book(path)


# --- whatever is written -----------------------------------------------------------

PIECES = [
    *MARKS[:6],
    *PHONES[:12],
    *HELP[:12],
    *" \n-–.,:;/()[]@#_+\x00'\"",
    *(" ", " ", " "),
    *"0123456789",
    *("Mika", "emma", "toivo", "Toivo", "Virtanen", "mäki", "Xolani", "anna", "koski"),
    *("nimeni on", "kaveri", "opettaja", "jag heter", "my name is", "terveisin"),
    *("sanoi", "että", "and", "och", "ja", "biisi", "klo", "puh.", "numero on"),
    *("snäp:", "mun ig on", "insta", "lisää mut", "sun_moon", "xx#1234", "e\u0301"),
    *("Koulukatu 5", "00100 Helsinki", "asun", "Street", "katu", "tie", "B 12"),
    *("5.12.2008", "synttärit", "born", "May", "24.12.", "ABC-123", "rekkari"),
    *("a@b.fi", "gmail", "(at)", "piste com", "www.", "https://", "example.fi/x"),
    *("FI21", "1234", "5600 0007 85", "010190-900P", "A", "ſ", "İ", "ß", "٣", "😂"),
    *("sekasin.fi", "Kriisikeskus Monika", "RIKU"),
]
texts = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
spaced = st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join)
anything = st.one_of(st.text(), texts, spaced)
languages = st.sampled_from(["fi", "sv", "en"])


@given(anything)
@settings(max_examples=600, deadline=None)
def test_any_text_is_read_in_order(text: str) -> None:
    end = 0
    for found in find(text):
        assert end <= found.start < found.end <= len(text)
        assert found.kind in KINDS
        end = found.end


@given(anything, languages, languages)
@settings(max_examples=1200, deadline=None)
def test_scrubbing_twice_is_scrubbing_once(text: str, first: str, then: str) -> None:
    scrubbed = scrub(text, first)
    assert scrub(scrubbed, then) == scrubbed


@given(st.from_regex(r"0(4[0-9]|50)[ -]?[0-9]{3}[ -]?[0-9]{4}", fullmatch=True))
@settings(max_examples=300, deadline=None)
def test_no_digit_of_a_phone_number_remains(phone: str) -> None:
    digits = "".join(c for c in phone if c.isdigit())
    if digits not in HELP_NUMBERS:
        assert not any(c.isdigit() for c in scrub(f"mun numero on {phone} soita"))


@given(st.sampled_from(HELP), texts.filter(lambda t: not any(map(str.isdigit, t))))
@settings(max_examples=300, deadline=None)
def test_help_numbers_survive_among_anything(number: str, around: str) -> None:
    assert number in scrub(f"{around} , {number} , {around}")


HOSTILE = ["a", "1", "0 ", "@", "a@", "a.", "a-", "_", "ab_", "1.", "1-", "Mika-"]
HOSTILE += [
    "Mika ",
    "Aaa ",
    "nimeni on ",
    "www.",
    "http://",
    "12 Aaa ",
    "asun aa ",
    "\0",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_long_texts_are_read_to_the_end(piece: str) -> None:
    scrubbed = scrub(piece * (20_000 // len(piece)))
    assert scrub(scrubbed) == scrubbed
