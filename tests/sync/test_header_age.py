"""Other programs' word: pyrage and the ``age`` command open what we write, and we open what they write."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pyrage
import pytest

from amanat_sync.header import open_header, open_recovery_file, read_header, write_header, write_recovery_file
from amanat_sync.keys import x25519_public
from amanat_sync.seal import Opener, Sealer
from tests.sync.agekit import recipient, scalar_of, secret_key
from tests.tools import need

LENGTHS = [0, 1, 65_535, 65_536, 65_537, 300_000]
RANDOM = random.Random(20_261_123)
SCALAR, OTHER = RANDOM.randbytes(32), RANDOM.randbytes(32)


def age_file(plain: bytes) -> bytes:
    """A film as an export writes it, for two recipients."""
    file_key = RANDOM.randbytes(16)
    publics = [x25519_public(OTHER), x25519_public(SCALAR)]
    header = write_header(file_key, publics, [RANDOM.randbytes(32), RANDOM.randbytes(32)])
    sealer = Sealer(file_key, RANDOM.randbytes(16))
    return header + sealer.push(plain) + sealer.finish()


def open_age_file(file: bytes, scalar: bytes) -> bytes:
    end = read_header(file).length
    opener = Opener(open_header(file[:end], scalar, pass_over=True))
    return opener.push(file[end:]) + opener.finish()


def test_keys_are_spelled_as_age_spells_them() -> None:
    identity = pyrage.x25519.Identity.generate()
    scalar = scalar_of(str(identity))
    assert scalar is not None
    assert secret_key(scalar) == str(identity)
    assert recipient(x25519_public(scalar)) == str(identity.to_public())


@pytest.mark.parametrize("length", LENGTHS)
def test_pyrage_opens_what_we_write_and_we_open_what_it_writes(length: int) -> None:
    plain = RANDOM.randbytes(length)
    identity = pyrage.x25519.Identity.from_str(secret_key(SCALAR))
    assert pyrage.decrypt(age_file(plain), [identity]) == plain
    assert open_age_file(pyrage.encrypt(plain, [identity.to_public()]), SCALAR) == plain


@pytest.mark.parametrize("length", LENGTHS)
def test_the_age_command_opens_what_we_write_and_we_open_what_it_writes(length: int, tmp_path: Path) -> None:
    age = need("age")
    plain = RANDOM.randbytes(length)
    (tmp_path / "key").write_text(secret_key(SCALAR) + "\n")
    ours = subprocess.run(
        [age, "-d", "-i", tmp_path / "key"], input=age_file(plain), capture_output=True, check=True
    )
    assert ours.stdout == plain
    to = recipient(x25519_public(SCALAR))
    theirs = subprocess.run([age, "-r", to], input=plain, capture_output=True, check=True)
    assert open_age_file(theirs.stdout, SCALAR) == plain


def test_a_recovery_file_is_an_ordinary_age_file() -> None:
    case_key = RANDOM.randbytes(32)
    file = write_recovery_file(
        case_key,
        x25519_public(SCALAR),
        file_key=RANDOM.randbytes(16),
        nonce=RANDOM.randbytes(16),
        ephemeral=RANDOM.randbytes(32),
    )
    identity = pyrage.x25519.Identity.from_str(secret_key(SCALAR))
    assert pyrage.decrypt(file, [identity]) == case_key
    theirs = pyrage.encrypt(case_key, [pyrage.x25519.Recipient.from_str(recipient(x25519_public(SCALAR)))])
    assert open_recovery_file(theirs, SCALAR) == case_key
