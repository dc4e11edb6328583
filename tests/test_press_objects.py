"""PDF files taken apart and put together as bytes: nothing in a text is taken for anything else."""

from pathlib import Path

import pikepdf

from briefwright.press import values
from briefwright.press.objects import Pool

_BODIES = (
    b"<</Type/Catalog/Pages 2 0 R/Said 4 0 R>>",
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 10]/Resources<<>>/Contents 5 0 R>>",
    rb"<</Title(see \) 3 0 R (and 2 0 R)\\)/Hex<28 33>/Deep[[1 [2 0 R]]<</A(])>>]/Empty[]>>",
    b"<</Length 21>>\nstream\n(2 0 R) endobj 3 0 R \nendstream",
    b"<</Never (read) >>",
)


def file_of(*bodies: bytes) -> bytes:
    """Return a file as the engine writes them."""
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n\r\n" % place for place in places)
    size = len(bodies) + 1
    table = b"xref\n0 %d\n0000000000 65535 f\r\n%btrailer\n<</Size %d/Root 1 0 R>>\n"
    return data + table % (size, rows, size) + b"startxref\n%d\n%%%%EOF" % len(data)


def test_a_file_is_what_it_was_after_others_were_loaded(tmp_path: Path):
    pool = Pool()
    pool.load(file_of(b"<</Type/Catalog>>", b"<</Other 1 0 R>>"))
    trailer = pool.load(file_of(*_BODIES))
    pool.save(tmp_path / "x.pdf", b"%PDF-1.7", {b"/Root": trailer[b"/Root"]})
    with pikepdf.open(tmp_path / "x.pdf") as pdf:
        assert not pdf.check_pdf_syntax()
        said = pdf.Root.Said
        assert bytes(said.Title) == rb"see ) 3 0 R (and 2 0 R)" + b"\\"
        assert bytes(said.Hex) == b"(3"
        assert said.Deep[0][1][0].Count == 1
        assert bytes(said.Deep[1].A) == b"]"
        assert pdf.pages[0].Contents.read_raw_bytes() == b"(2 0 R) endobj 3 0 R "
        assert not any("/Never" in found for found in pdf.objects if hasattr(found, "keys"))


def test_what_is_changed_is_written(tmp_path: Path):
    pool = Pool()
    root = values.number_of(pool.load(file_of(*_BODIES))[b"/Root"])
    pool[root][b"/Lang"] = values.text("a (b")
    pool[root][b"/More"] = values.reference(pool.add({b"/T": values.text("Ω")}, b"drawn"))
    pool.save(tmp_path / "x.pdf", b"%PDF-1.7", {b"/Root": values.reference(root)})
    with pikepdf.open(tmp_path / "x.pdf") as pdf:
        assert str(pdf.Root.Lang) == "a (b"
        assert str(pdf.Root.More.T) == "Ω"
        assert pdf.Root.More.read_bytes() == b"drawn"


def test_a_dictionary_is_taken_apart_at_its_top_only():
    raw = rb"<</A(x\)(y))/B[1 (])<</C 2>>]/D<</E 3 0 R>>/F/G/H -1.5>>"
    found = values.entries(raw)
    assert found == {
        b"/A": rb"(x\)(y))",
        b"/B": b"[1 (])<</C 2>>]",
        b"/D": b"<</E 3 0 R>>",
        b"/F": b"/G",
        b"/H": b"-1.5",
    }
    assert values.items(found[b"/B"]) == [b"1", b"(])", b"<</C 2>>"]
    assert values.string_of(found[b"/A"]) == b"x)(y)"
