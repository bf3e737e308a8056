"""Make ``.venv`` with a pinned lock and Wirewatch itself in it. Needs only the Python that runs it.

uv installs the lock in seconds; where uv cannot be had, pip does the same in minutes.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
NEEDED_BYTES = 2 * 1024**3


def main(lock: str) -> int:
    """Install *lock*; return the exit code. Every refusal is one sentence."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 14):
        return refuse(
            f"Wirewatch runs on Python 3.11 to 3.14, this is {sys.version.split()[0]}: "
            "install one of them and call `make install PYTHON=/path/to/python`."
        )
    if shutil.disk_usage(ROOT).free < NEEDED_BYTES:
        return refuse(f"Less than 2 GB free on the disk of {ROOT}: make room and try again.")
    python = str(VENV / "bin" / "python")
    if not works(python):
        print(f"Making {VENV.name} …", flush=True)
        try:
            venv.create(VENV, with_pip=True, clear=True)
        except (OSError, subprocess.CalledProcessError) as error:
            return refuse(f"The virtual environment could not be made: {error}.")
    print(f"Installing {lock} …", flush=True)
    try:
        install(python, lock)
    except subprocess.CalledProcessError as error:
        return refuse(
            f"The installation failed (code {error.returncode}); see above, then try again."
        )
    return 0


def install(python: str, lock: str) -> None:
    """Install with uv; with pip when uv is not to be had, or cannot reach what pip can."""
    pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    uv = [python, "-m", "uv", "pip", "install", "--quiet", "--python", python]
    if subprocess.run([*pip, "uv"], check=False).returncode == 0:  # noqa: S603
        if subprocess.run([*uv, "--requirement", str(ROOT / lock)], check=False).returncode == 0:  # noqa: S603
            subprocess.run([*uv, "--no-deps", "--editable", str(ROOT)], check=True)  # noqa: S603
            return
        print("uv could not do it; trying pip, which takes minutes …", flush=True)
    subprocess.run([*pip, "--requirement", str(ROOT / lock)], check=True)  # noqa: S603
    subprocess.run([*pip, "--no-deps", "--editable", str(ROOT)], check=True)  # noqa: S603


def works(python: str) -> bool:
    """Return whether an earlier installation can be used; a half-made one cannot."""
    if not Path(python).exists():
        return False
    probe = [python, "-c", "import pip, sys; sys.exit(sys.version_info[:2] < (3, 11))"]
    return subprocess.run(probe, check=False, capture_output=True).returncode == 0  # noqa: S603


def refuse(sentence: str) -> int:
    """Say *sentence* where errors go."""
    print(f"wirewatch: {sentence}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
