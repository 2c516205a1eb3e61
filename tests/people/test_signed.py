from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as some

from studio.people.signed import Signer
from studio.vault import Vault
from tests.people.conftest import NOON

VAULT = Vault(Fernet.generate_key())
HAND_OFF = Signer(VAULT, "hand-off")
TOMORROW = NOON + timedelta(days=1)


def test_a_link_says_what_was_signed_until_it_expires():
    token = HAND_OFF.sign({"delivery": 12, "brand": 1, "to": "店长"}, until=TOMORROW)
    assert HAND_OFF.open(token, NOON) == {"delivery": 12, "brand": 1, "to": "店长"}
    assert HAND_OFF.open(token, TOMORROW) is None


def test_a_link_made_for_another_purpose_or_with_another_key_does_not_open():
    token = HAND_OFF.sign({"delivery": 12}, until=TOMORROW)
    assert Signer(VAULT, "guest").open(token, NOON) is None
    assert Signer(Vault(Fernet.generate_key()), "hand-off").open(token, NOON) is None


def test_links_survive_a_new_key_as_long_as_the_old_one_is_kept():
    old, new = Fernet.generate_key(), Fernet.generate_key()
    token = Signer(Vault(old), "hand-off").sign({"delivery": 12}, until=TOMORROW)
    assert Signer(Vault(new, old), "hand-off").open(token, NOON) == {"delivery": 12}
    assert Signer(Vault(new), "hand-off").open(token, NOON) is None


@given(position=some.integers(0, 10_000), letter=some.sampled_from("AZaz09-_.~%é"))
def test_a_link_with_any_other_letter_does_not_open(position, letter):
    token = HAND_OFF.sign({"delivery": 12}, until=TOMORROW)
    position %= len(token)
    altered = token[:position] + letter + token[position + 1 :]
    opened = HAND_OFF.open(altered, NOON)
    assert opened is None or (opened == {"delivery": 12} and altered.split(".")[0] == token.split(".")[0])


@pytest.mark.parametrize("rubbish", ["", ".", "a.b", "....", "é.é", "\x00", "e30.e30"])
def test_rubbish_does_not_open(rubbish):
    assert HAND_OFF.open(rubbish, NOON) is None
