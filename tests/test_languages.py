"""Cards in other scripts on paper and on pages: characters, direction, lines, marks, language."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pdfplumber
import pikepdf
import pypdfium2
import pytest
from docutils import nodes
from PIL import Image, ImageChops

from briefwright.marks import parse
from briefwright.press import fontpacks
from briefwright.problems import Place
from printing import Press, card, pages, press, reader, runs, section
from tongues import SAMPLES, Sample

pytestmark = pytest.mark.skipif(
    len(fontpacks.installed()) < 4, reason='needs: pip install "briefwright[fonts,fonts-cjk]"'
)
ISOLATES = "\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u200e\u200f"
TINT = (255, 228, 143)


@pytest.fixture(scope="module")
def printer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    with press(tmp_path_factory.mktemp("press") / "project") as made:
        made.app.config.brief_font_packages = True
        yield made


def squeezed(words: str) -> str:
    return "".join(c for c in words if not c.isspace() and c not in ISOLATES)


def marked(text: str) -> nodes.paragraph:
    """Return a paragraph of text in short marks."""
    (paragraph,), problems = parse(text, Place(path="x"))
    assert not problems
    return runs(*((span.text, span.marks.value) for span in paragraph))


def printed(printer: Press, *children: nodes.Node, **job: object) -> bytes:
    pdf, problems = printer.print(*children, **{"options": {"contents": "none"}, **job})
    assert not problems
    return pdf


def families(pdf: bytes) -> set[str]:
    return {
        re.sub(r"^/\w+\+|-.*", "", font.get_object()["/BaseFont"])
        for page in reader(pdf).pages
        for font in page["/Resources"]["/Font"].values()
    }


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.tag)
def test_all_characters_and_words_are_there(printer: Press, sample: Sample):
    node = card(marked(sample.marked), tag="Tag", cite="Roe 20")
    read = "".join(pages(printed(printer, node)))
    _, _, text = read.partition("2020.")
    text = re.sub(r"Page \d of \d\s*$", "", text)
    assert Counter(squeezed(text)) == Counter(squeezed(sample.text))
    if not sample.right_to_left:  # the order of lines from the right is the reader's
        assert squeezed(text) == squeezed(sample.text)
    words = [word for word in re.findall(r"\w{3,}", sample.text) if "\u200c" not in word]
    assert [word for word in words if word not in squeezed(text)] == []


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.tag)
def test_each_script_has_its_font(printer: Press, sample: Sample):
    found = families(printed(printer, card(marked(sample.marked), tag=sample.title)))
    assert any(name.startswith(sample.family) for name in found), found


def test_chinese_and_japanese_cards_of_one_brief_have_their_own_letters(printer: Press):
    cards = [
        card(marked(s.marked), tag=s.title, name=s.tag.lower())
        for s in SAMPLES
        if s.tag[:2] in {"zh", "ja", "ko"}
    ]
    found = families(printed(printer, *cards))
    assert {s.family for s in SAMPLES if s.family.startswith("NotoSansCJK")} <= found


def lines(pdf: bytes, size: float) -> list[list[dict[str, object]]]:
    """Return the characters of the first page in lines, those of about *size* points."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        page = document.pages[0]
        chars = [c for c in page.chars if abs(c["size"] - size) < 0.2 and c["text"].strip()]
    found: dict[int, list[dict[str, object]]] = {}
    for char in chars:
        found.setdefault(round(float(char["bottom"]) / 8), []).append(char)
    return [found[key] for key in sorted(found)]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.tag)
def test_a_paragraph_begins_where_its_script_begins(printer: Press, sample: Sample):
    short = sample.text.split(maxsplit=2)[0] if " " in sample.text else sample.text[:6]
    pdf = printed(printer, card(runs((short, 0)), tag=sample.title))
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        page = document.pages[0]
        body = [c for c in page.chars if abs(c["size"] - 7.5) < 0.1]
        tag = [
            c
            for c in page.chars
            if abs(c["size"] - 10.5 * 1.16) < 0.1 and c["text"].strip(" \u00a01")
        ]
        left, right = 0.7 / 2.54 * 72 + 2 / 2.54 * 72, page.width - 2 / 2.54 * 72
    for chars in (body, tag):
        if sample.right_to_left:
            assert max(c["x1"] for c in chars) == pytest.approx(right, abs=2)
            assert min(c["x0"] for c in chars) > left + 100
        else:
            assert min(c["x0"] for c in chars) == pytest.approx(left, abs=2)


def test_contents_have_a_claim_at_its_own_side(printer: Press):
    (sample,) = (sample for sample in SAMPLES if sample.tag == "he")
    cards = [
        card(marked(sample.marked), name=name, tag=tag, cite="Roe 20")
        for name, tag in (("one", sample.title), ("two", "In English"))
    ]
    pdf = printed(printer, section("Both", *cards), options={"contents": "cards"})
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        chars = [c for c in document.pages[0].chars if abs(c["size"] - 10.5 * 0.88) < 0.1]
        right = document.pages[0].width - 2 / 2.54 * 72 - 1.8 * 10.5 * 0.88
    hebrew = [c for c in chars if "\u05d0" <= c["text"] <= "\u05ea"]
    assert max(c["x1"] for c in hebrew) == pytest.approx(right, abs=2)
    assert min(c["x0"] for c in hebrew) > right - 150
    english = [c for c in chars if c["text"] in "English"]
    assert max(c["x1"] for c in english) < right - 150


@pytest.mark.parametrize("tag", ["zh-Hans", "zh-Hant", "ja"])
def test_lines_break_without_spaces_and_not_before_a_stop(printer: Press, tag: str):
    (sample,) = (sample for sample in SAMPLES if sample.tag == tag)
    pdf = printed(printer, card(runs((sample.text * 5, 0))))
    found = lines(pdf, 7.5)
    assert len(found) >= 3
    right = max(float(c["x1"]) for line in found for c in line)
    for line in found[:-1]:
        assert max(float(c["x1"]) for c in line) > right - 12  # a letter and a stop at most
    assert not [line for line in found if str(line[0]["text"]) in "，。、；）"]


def test_hindi_letters_join(printer: Press):
    joined = printed(printer, card(runs(("क्ष त्र ज्ञ श्र", 0))))
    apart = printed(printer, card(runs(("क्\u200cष त्\u200cर ज्\u200cञ श्\u200cर", 0))))

    def width(pdf: bytes) -> float:
        with pdfplumber.open(io.BytesIO(pdf)) as document:
            chars = [c for c in document.pages[0].chars if abs(c["size"] - 7.5) < 0.1]
        return max(c["x1"] for c in chars) - min(c["x0"] for c in chars)

    assert width(joined) < 0.8 * width(apart)


def picture(pdf: bytes) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    return document[0].render(scale=4).to_pil().convert("RGB")


def columns(image: Image.Image) -> list[int]:
    """Return the columns in which there is tint."""
    apart = ImageChops.difference(image, Image.new("RGB", image.size, TINT)).convert("L")
    mask = apart.point([255 if value < 12 else 0 for value in range(256)])
    box = mask.getbbox()
    assert box
    band = mask.crop(box).resize((box[2] - box[0], 1), Image.Resampling.BOX)
    return [x for x in range(band.width) if band.getpixel((x, 0))]


@pytest.mark.parametrize(
    "words",
    [
        *(sample.text[:28] for sample in SAMPLES),
        "the Hebrew ספרייה ציבורית is one",
        "a مكتبة عامة of 図書館, पुस्तकालय",
        "NATO قال في 2017 إن",
    ],
)
def test_the_tint_of_a_mark_has_no_gaps(printer: Press, words: str):
    pdf = printed(printer, card(runs(("x ", 0), (words, 2), (" x", 0))))
    found = columns(picture(pdf))
    assert len(found) > 100
    gaps = [b - a for a, b in pairwise(found) if b - a > 2]
    # A letter may fill a column with ink; it is less wide than a space between fonts.
    assert max(gaps, default=0) <= 6, gaps


def test_a_number_behind_a_title_from_the_right_stays_behind_it(printer: Press):
    tag = "As “المكتبات يوم الأحد”, 24 libraries say in their report"
    pdf = printed(printer, card(runs(("x", 0)), tag=tag))
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        chars = [c for c in document.pages[0].chars if abs(c["size"] - 12.18) < 0.1]
    at = {
        kind: [c["x0"] for c in chars if re.fullmatch(kind, c["text"])] for kind in ("[ا-ي]", "4")
    }
    assert min(at["4"]) > max(at["[ا-ي]"])


def test_languages_are_said_in_the_pdf(printer: Press):
    cards = [card(marked(s.marked), tag=s.title, name=s.tag.lower()) for s in SAMPLES]
    with pikepdf.open(io.BytesIO(printed(printer, *cards))) as pdf:
        said = b"".join(page.Contents.read_bytes() for page in pdf.pages)
        assert str(pdf.Root.Lang) == "en"
    found = {match.decode() for match in re.findall(rb"/Lang\s*\(([\w-]+)\)", said)}
    assert found >= {"ru", "el", "ar", "fa", "he", "zh-CN", "zh-TW", "ja", "ko", "hi", "en"}


def test_a_brief_in_arabic_begins_at_the_right(printer: Press):
    printer.app.config.language = "ar"
    try:
        cards = (
            card(runs(("السلام عليكم", 0)), tag="المكتبات"),
            card(runs(("Peace", 0)), tag="Libraries", name="b"),
        )
        pdf = printed(printer, *cards, language="ar", title="المكتبات يوم الأحد")
    finally:
        printer.app.config.language = "en"
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        page = document.pages[0]
        numbers = [c for c in page.chars if c["text"] == "1"]
        peace = [c for c in page.chars if abs(c["size"] - 7.5) < 0.1 and c["text"] in "Peace"]
        margin = 2 / 2.54 * 72
        assert numbers[0]["x0"] > page.width / 2
        assert min(c["x0"] for c in peace) == pytest.approx(margin, abs=3)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang) == "ar"
