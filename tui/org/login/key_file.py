"""The private key of a JWT login: an RSA key in a file that only its owner may read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tui.org.login.refusals import LoginRefused

_LONGEST = 100_000  # bytes; a key has a few thousand


def read_key(key_file: str) -> RSAPrivateKey:
    """The key in this file. Raises LoginRefused, which names the file and never its content."""
    pem = _private(Path(key_file).expanduser())
    wrong = "it holds no private key in PEM form"
    try:
        key = load_pem_private_key(pem, password=None)
    except TypeError:  # what cryptography raises for a key under a passphrase
        wrong = "its key is under a passphrase, and nobody is there to type it"
    except (ValueError, UnsupportedAlgorithm):
        pass  # garbage, a certificate, a public key: said as it stands above
    else:
        if isinstance(key, RSAPrivateKey):
            return key
        wrong = "its key is not an RSA key"
    todo = "Give the RSA private key (PEM, without passphrase) whose certificate is in the app"
    raise LoginRefused("The key file cannot be used", f"{key_file}: {wrong}", todo)


def _private(path: Path) -> bytes:
    """The file's content, after its permissions were looked at on the open file."""
    wrong = ""
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if os.name == "nt" or not mode & (stat.S_IRWXG | stat.S_IRWXO):  # Windows knows no such bits
                return file.read(_LONGEST)
    except OSError as error:
        wrong = (error.strerror or "it cannot be read").lower()
    if wrong:
        raise LoginRefused("The key file cannot be read", f"{path}: {wrong}", "Give the path of the private key")
    raise LoginRefused(
        "The key file is not private", f"{path} can be read by others (mode {mode:o})", f"Run: chmod 600 {path}"
    )
