"""PDF files taken apart and put together as bytes: nothing in a text is taken for anything else."""

from pathlib import Path

import pikepdf

from briefwright.press import values
from briefwright.press.objects import File, Writer

_BODIES = (
    b"<</Type/Catalog/Pages 2 0 R/Said 4 0 R>>",
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 10]/Resources<<>>/Contents 5 0 R>>",
    rb"<</Title(see \) 3 0 R (and 2 0 R)\\)/Hex<28 33>/Deep[[1 [2 0 R]]<</A(])>>]/Empty[]>>",
    b"<</Length 21>>\nstream\n(2 0 R) endobj 3 0 R \nendstream",
    b"<</Never (read)>>",
    rb"<</StructParent 7/T(1 0 R () (/StructParent 7 ((((((3 0 R))))))) \( 2 0 R)/K[1 0 R 2]>>",
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


def read(file: File, writer: Writer, owned: int = 0, **instead: int) -> int:
    """Number what is in *file*; return what its root has become."""
    base = writer.numbers(len(file))
    file.number(base, {int(old[1:]): new for old, new in instead.items()}, owned)
    return base - 1 + values.number_of(file.trailer[b"/Root"])


def test_a_file_is_what_it_was_behind_others(tmp_path: Path):
    with (tmp_path / "x.pdf").open("wb") as output:
        writer = Writer(output.write, b"%PDF-1.7")
        before, file = File(file_of(b"<</Type/Catalog>>", b"<</O 1 0 R>>")), File(file_of(*_BODIES))
        read(before, writer)
        root = read(file, writer, owned=20)
        file[root][b"/More"] = values.reference(root + 6)
        del file[root + 5]
        writer.take(before)
        writer.take(file)
        writer.end({b"/Root": values.reference(root)})
    with pikepdf.open(tmp_path / "x.pdf") as pdf:
        assert not pdf.check_pdf_syntax()
        said, more = pdf.Root.Said, pdf.Root.More
        assert bytes(said.Title) == rb"see ) 3 0 R (and 2 0 R)" + b"\\"
        assert bytes(said.Hex) == b"(3"
        assert said.Deep[0][1][0].Count == 1
        assert bytes(said.Deep[1].A) == b"]"
        assert pdf.pages[0].Contents.read_raw_bytes() == b"(2 0 R) endobj 3 0 R "
        assert bytes(more["/T"]) == b"1 0 R () (/StructParent 7 ((((((3 0 R))))))) ( 2 0 R"
        assert more.StructParent == 27
        assert [more.K[0].Type, more.K[1]] == ["/Catalog", 2]
        assert not any("/Never" in found for found in pdf.objects if hasattr(found, "keys"))


def test_what_is_changed_is_written(tmp_path: Path):
    with (tmp_path / "x.pdf").open("wb") as output:
        writer = Writer(output.write, b"%PDF-1.7")
        file, other = File(file_of(*_BODIES)), File(file_of(*_BODIES))
        root = read(file, writer)
        drawn = writer.numbers(1)
        writer.put(drawn, b"<</Length 5>>", b"drawn")
        assert read(other, writer, _3=drawn) > drawn
        file[root][b"/Lang"] = values.text("a (b")
        file[root][b"/More"] = other[drawn + 2][b"/Kids"]
        file[3] = {**file[3], b"/T": values.text("Ω")}
        file.write_stream(5, b"other")
        for each in (other, file):
            writer.take(each)
        writer.end({b"/Root": values.reference(root)})
    with pikepdf.open(tmp_path / "x.pdf") as pdf:
        assert str(pdf.Root.Lang) == "a (b"
        assert pdf.Root.More[0].read_bytes() == b"drawn"
        assert str(pdf.pages[0].obj["/T"]) == "Ω"
        assert pdf.pages[0].Contents.read_bytes() == b"other"


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


def test_a_dictionary_is_taken_apart_however_deep_it_is():
    deep = b"[" * 9 + b"(])" + b"]" * 9
    assert values.entries(b"<< /A %b /B<</C(>>)/D<3E>>>/E 1 >>" % deep) == {
        b"/A": deep,
        b"/B": b"<</C(>>)/D<3E>>>",
        b"/E": b"1",
    }
