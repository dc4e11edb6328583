"""In which language and direction a text is."""

import pytest

import tongues
from briefwright.press.tongues import PLAIN, Tongue, is_latin, right_to_left, stretches, tongue_of


@pytest.mark.parametrize("sample", tongues.SAMPLES, ids=lambda sample: sample.tag)
def test_a_passage_says_its_language_by_its_letters(sample: tongues.Sample):
    found = tongue_of(sample.text)
    assert (found.language, found.right_to_left) == (sample.tag, sample.right_to_left)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Україна і Росія", "uk"),
        ("Весна на улицах", ""),  # as in Bulgarian
        ("روس اور ایران کے تعلقات گہرے ہیں", "ur"),
        ("図書館", "ja"),
        ("圖書館 (dàtú)", "zh-Hant"),
        ("图书馆", "zh-Hans"),
        ("Only English, with “quotes”", ""),
        ("12 345", ""),
    ],
)
def test_a_few_words_may(text: str, language: str):
    assert tongue_of(text).language == language


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("क्षेत्रीय सुरक्षा", "mr", "mr"),
        ("السلام عليكم", "fa", "fa"),
        ("圖書館", "zh-HK", "zh-HK"),
        ("図書館", "zh-Hans", "zh-Hans"),
        ("図書館の", "zh-Hans", "ja"),
        ("Le café", "fr", "fr"),
        ("Le café", "ar", ""),
        ("Москва", "bg", "bg"),
        ("Beograd je grad", "sr-Latn", "sr-Latn"),
        ("", "fr", ""),
    ],
)
def test_what_the_source_says_counts_where_it_fits_the_letters(text: str, hint: str, language: str):
    assert tongue_of(text, hint).language == language


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("NATO قال إن روسيا وإيران لن تفترقا", True),
        ("«القاعدة» (al-Qaeda) is a group of men that nobody likes", False),
        ("السلام (peace)", True),
        ("peace (السلام)", False),
        ("2017", False),
    ],
)
def test_direction_is_that_of_most_letters(text: str, turned: bool):
    assert tongue_of(text).right_to_left is turned


def test_right_to_left_languages():
    assert all(map(right_to_left, ("ar", "fa-IR", "he", "ur", "yi", "ps", "dv")))
    assert not any(map(right_to_left, ("en", "ru", "zh-Hant", "az-Cyrl", "ku-Latn", "")))
    assert is_latin("sr-Latn")
    assert not is_latin("sr")


def parts(text: str, around: Tongue = PLAIN, hint: str = "") -> list[tuple[str, str]]:
    found = list(stretches(text, around, hint))
    assert "".join(part for part, _ in found) == text
    return [(part, tongue.language) for part, tongue in found if tongue]


def test_what_is_foreign_in_a_text_is_told_apart():
    text = "He said “السلام عليكم, 2017 يا شعب” in 2017; 图书馆 or 図書館は, and π = 3, Ω."
    assert parts(text) == [
        ("السلام عليكم, 2017 يا شعب", "ar"),
        ("图书馆", "zh-Hans"),
        ("図書館は", "ja"),
    ]
    assert parts(text, hint="fa")[0][1] == "fa"


def test_neighbours_in_two_scripts_are_two_parts():
    assert parts("библиотеки, ספרייה, библиотекы") == [
        ("ספרייה", "he"),
        ("библиотекы", "ru"),
    ]


def test_what_is_as_all_around_is_no_part():
    persian = tongue_of("کتابخانه‌ها باید باز باشند")
    assert parts("باید باز باشند", persian) == []  # no letter tells Persian from Arabic
    assert parts("باز، IFLA باز", persian) == []
    assert parts("باز, ספרייה", persian) == [("ספרייה", "he")]


@pytest.mark.parametrize("sample", tongues.SAMPLES, ids=lambda sample: sample.tag)
def test_every_way_to_part_a_text_keeps_it(sample: tongues.Sample):
    for end in range(1, len(sample.text), 7):
        parts(sample.text[:end] + " and " + sample.text[end:], PLAIN)
