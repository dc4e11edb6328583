"""A project whose cards are in ten languages, whole and mixed into English."""

from dataclasses import dataclass
from pathlib import Path

from briefwright.scaffold import lay_out


@dataclass(frozen=True)
class Sample:
    """A source in one language, and a card cut from it."""

    tag: str
    """BCP 47."""
    author: str
    title: str
    text: str
    """One paragraph; the card has all of it."""
    marked: str
    """The same with marks."""
    right_to_left: bool = False
    family: str = "Libertinus"
    """What the extras print it with, as the PDF names it."""


def _sample(tag: str, author: str, title: str, marked: str, family: str = "Libertinus") -> Sample:
    right = tag in {"ar", "fa", "he"}
    text = marked.replace("*", "")
    return Sample(tag, author, title, text, marked, right, family)


SAMPLES = (
    _sample(
        "ru",
        "Орлова",
        "Библиотеки по воскресеньям",
        "Библиотеки *должны **работать по воскресеньям***. В 2017 году *их посетили **12 миллионов "
        "человек***, и это больше, чем в любом другом учреждении культуры нашей страны.",
    ),
    _sample(
        "el",
        "Παππάς",
        "Βιβλιοθήκες την Κυριακή",
        "Οι βιβλιοθήκες *πρέπει **να ανοίγουν την Κυριακή***. Το 2017 τις επισκέφθηκαν *δώδεκα "
        "***εκατομμύρια*** άνθρωποι*, περισσότεροι από κάθε άλλο ίδρυμα πολιτισμού.",
    ),
    _sample(
        "ar",
        "حداد",
        "المكتبات يوم الأحد",
        "ينبغي أن *تفتح **المكتبات أبوابها يوم الأحد***. ففي عام 2017 *زارها **اثنا عشر مليون "
        "شخص***، وهو عدد أكبر من زوار أي مؤسسة ثقافية أخرى، كما يقول تقرير IFLA في باريس.",
        "Amiri",
    ),
    _sample(
        "fa",
        "رضایی",
        "کتابخانه‌ها در روز یکشنبه",
        "کتابخانه‌ها *باید **روزهای یکشنبه باز باشند***. در سال ۲۰۱۷ *دوازده ***میلیون*** نفر* از "
        "آن‌ها بازدید کردند که از هر نهاد فرهنگی دیگری بیشتر است.",
        "Amiri",
    ),
    _sample(
        "he",
        "לוי",
        "ספריות ביום ראשון",
        "הספריות *צריכות **להיות פתוחות ביום ראשון***. בשנת 2017 *ביקרו בהן **שנים עשר מיליון בני "
        "אדם***, יותר מבכל מוסד תרבות אחר, לפי דוח של IFLA בפריז.",
        "FrankRuhlLibre",
    ),
    _sample(
        "zh-Hans",
        "王",
        "星期天的图书馆",
        "图书馆*应当**在星期天开放***。2017年有*一千二百万**人次到访***，超过其他任何文化机构；对许多"
        "学生来说，星期天是*唯一***能够安静读书***的日子*，因为平日里他们要上课，晚上又要照顾弟弟妹妹。",
        "NotoSansCJKsc",
    ),
    _sample(
        "zh-Hant",
        "陳",
        "星期天的圖書館",
        "圖書館*應當**在星期天開放***。2017年有*一千二百萬**人次到訪***，超過其他任何文化機構；對許多"
        "學生來說，星期天是唯一能夠安靜讀書的日子，因為平日裡他們要上課，晚上又要照顧弟弟妹妹。",
        "NotoSansCJKtc",
    ),
    _sample(
        "ja",
        "佐藤",
        "日曜日の図書館",
        "図書館は*日曜日にも**開くべきである***。2017年には*千二百万人が**訪れ***、ほかのどの文化施設より"
        "も多かった。多くの学生にとって、日曜日は静かに本を読める唯一の日であり、平日は授業がある。",
        "NotoSansCJKjp",
    ),
    _sample(
        "ko",
        "김",
        "일요일의 도서관",
        "도서관은 *일요일에도 **문을 열어야 한다***. 2017년에는 *천이백만 명이 **찾았으며***, 이는 다른 "
        "어떤 문화 기관보다 많은 수이다. 많은 학생에게 일요일은 조용히 책을 읽을 수 있는 유일한 날이다.",
        "NotoSansCJKkr",
    ),
    _sample(
        "hi",
        "शर्मा",
        "रविवार को पुस्तकालय",
        "पुस्तकालय *रविवार को **भी खुलने चाहिए***। सन् 2017 में *एक करोड़ **बीस लाख लोग*** वहाँ गए, जो "
        "किसी भी अन्य सांस्कृतिक संस्था से अधिक है। क्षेत्रीय विद्यार्थियों के लिए यह राष्ट्रीय महत्त्व का प्रश्न है।",
        "NotoSansDevanagari",
    ),
)

MIXED = (
    "The word *مكتبة **means library** in Arabic*, 図書館 in Japanese and *图书馆* in Chinese; *the "
    "**Hebrew ספרייה ציבורית is** a public one*, the Russian библиотека is "
    "of Greek βιβλιοθήκη, and **पुस्तकालय is Hindi**."
)
"""A paragraph in English with words of all of them."""

ESSAY = """\
---
title: "{title}"
author: [{{family: "{author}", given: "A."}}]
publisher: Example Press
issued: 2017-02-24
accessed: 2026-11-22
URL: https://example.org/{tag}
qualifications: librarian
language: {tag}
---

{text}
"""

CARD = """\
:::{{card}} {claim}
:name: {name}
:side: pro
:topics: languages

{body}
:::
"""


def write_project(root: Path) -> Path:
    """Lay out the project in *root*, with a brief called ``languages``; return *root*."""
    lay_out(root)
    for sample in SAMPLES:
        _write_source(root, sample, f"{sample.tag}: “{sample.title}”, 24 libraries say")
        _add_card(root, sample, sample.title)
    mixed = Sample("en", "Roe", "Words for libraries", MIXED.replace("*", ""), MIXED)
    _write_source(root, mixed, "Every language has a word for it")
    names = [f"{sample.tag}-{kind}".lower() for sample in SAMPLES for kind in ("one", "two")]
    cards = "".join(f"\n      - {name}" for name in ["en-one", *names])
    spec = "resolution: Libraries should open on Sundays.\noptions: {{contents: cards}}\npro:\n"
    spec += "  sections:\n    - heading: Languages\n      cards:{}\n"
    (root / "briefs/languages.yaml").write_text(spec.format(cards), encoding="utf-8")
    return root


def _write_source(root: Path, sample: Sample, claim: str) -> None:
    folder = root / "source" / sample.tag.lower()
    folder.mkdir()
    (folder / "essay.md").write_text(
        ESSAY.format(title=sample.title, author=sample.author, tag=sample.tag, text=sample.text),
        encoding="utf-8",
    )
    (folder / "cards.md").write_text(_card(sample, claim, "one"), encoding="utf-8")


def _add_card(root: Path, sample: Sample, claim: str) -> None:
    path = root / "source" / sample.tag.lower() / "cards.md"
    text = path.read_text(encoding="utf-8") + "\n" + _card(sample, claim, "two")
    path.write_text(text, encoding="utf-8")


def _card(sample: Sample, claim: str, number: str) -> str:
    name = f"{sample.tag}-{number}".lower()
    return CARD.format(claim=claim, name=name, body=sample.marked)
